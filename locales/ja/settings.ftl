# 設定
settings-title = 設定
settings-language = ことば
settings-japanese = 日本語
settings-english = English
settings-size = 文字の 大きさ
settings-size-normal = 標準
settings-size-large = 大
settings-size-extra-large = 特大
settings-contrast = 見やすさ
settings-contrast-system = パソコンに 合わせる
settings-contrast-high = くっきり
