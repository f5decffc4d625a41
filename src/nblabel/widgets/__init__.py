"""The widgets and their wire: the only place that knows anywidget and traitlets."""
