"""The reports (事業報告) as Word documents, made from a template that people can edit."""
