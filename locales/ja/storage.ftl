# 設定や メモの ファイルが 読めない・書けないときの ことば

storage-settings-broken = 設定の ファイル { $file } が 読めません。 はじめの 設定で 動いています。 ファイルは そのまま 残してあります。
storage-settings-broken-line = 設定の ファイル { $file } の { $line } 行目が 読めません。 はじめの 設定で 動いています。 ファイルは そのまま 残してあります。
storage-settings-value = 設定の ファイル { $file } に 使えない ものが あります。 そこだけ 使っていません。 ファイルは そのまま 残してあります。
storage-settings-value-line = 設定の ファイル { $file } の { $line } 行目は 使えません。 そこだけ 使っていません。 ファイルは そのまま 残してあります。
storage-notes-broken = 前の 記録 { $file } が 読めませんでした。 { $kept } という 名前で 残しました。 新しい 記録を はじめます。
storage-notes-broken-stuck = 前の 記録 { $file } が 読めませんでした。 新しい 記録を はじめます。
storage-unreadable = { $file } を 読む ことが できません。 はじめの 設定で 動いています。
storage-too-large = { $file } が 大きすぎます。 読まないで 動いています。 ファイルは そのまま 残してあります。
storage-not-saved = このパソコンには 記録を 保存できません。 大事な ことは 紙に 書いてください。 5つの 手順と ネットを 切る ことは できます。

# 新しく作る設定ファイルの はじめに書く説明
storage-settings-heading =
    救急箱の 設定です。 メモ帳で 直す ことも できます。
    language = "ja" または "en"。 書かなければ パソコンと 同じです。
    text_size = "normal"、 "large"、 "extra-large" の どれかです。
    contrast = "high" で、色が くっきりします。 なければ、パソコンに 合わせます。
    家族は [[family]]、 銀行は [[bank]]、 カード会社は [[card]]。 それぞれ name と phone を 書きます。
    許可した ソフトは [[allowed_tools]]。 画面から だけ 変えられます。 手で 書いた 許可は 使いません。
    番号を 直したら、 設定の 画面で もう一度 確認してください。
