# Settings
settings-title = Settings
settings-language = Language
settings-japanese = 日本語
settings-english = English
settings-size = Text size
settings-size-normal = Standard
settings-size-large = Large
settings-size-extra-large = Very large
settings-contrast = Contrast
settings-contrast-system = As on this PC
settings-contrast-high = High
