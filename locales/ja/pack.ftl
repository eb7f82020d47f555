# センターの パック
pack-help =
    使い方: kyukyubako pack check ファイル
            kyukyubako pack apply ファイル [--yes 指紋]
            kyukyubako pack remove

    check   だれの パックか、何が 変わるかを 見せます。何も 変えません。
    apply   同じことを 見せて、聞いてから 入れます。
    remove  入れた パックを 取りのぞきます。

    --yes   聞きません。指紋は check が 見せる 64けたです。
pack-issuer = 出した ところ: { $text }
pack-fingerprint = 指紋: { $text }
pack-changes = 変わるところ:
pack-change-number = ・電話番号が ふえます: { $name } { $phone }
pack-change-say = ・言うことば: { $text }
pack-change-leaflet = ・ちらしの ことば: { $text }
pack-change-text-size = ・文字の 大きさ (まだ えらんで いない とき): { $text }
pack-change-workplace = ・担当の 電話: { $name } { $phone }（電源を 切らない 設定は、管理者が 入れた ときだけ）
pack-ask = この パックを 入れますか? 入れる ときは「はい」と 書いて Enter を 押します。
pack-yes = はい
pack-applied = パックを 入れました。
pack-removed = パックは ありません。
pack-not-applied = 入れませんでした。
pack-other-fingerprint = 指紋が ちがいます。入れませんでした。
pack-not-now = いまは 入れられません。ぜんぶ 終わって、インターネットが 戻ってから ためしてください。
pack-not-saved = 保存できませんでした。パックは 入っていません。
pack-unreadable = ファイルを 読めません: { $file }
pack-no-rules = この 救急箱は パックを 調べられません。
pack-changed = センターの パックが 変えられています。使っていません。
pack-refused = センターの パックは この版では 使えません。使っていません。

pack-error-line = { $line }行目: { $problem }
pack-error-too-large = ファイルが 大きすぎます (64 KB まで)。
pack-error-not-text = 文字の ファイルでは ありません (UTF-8)。
pack-error-not-toml = TOML の 書き方では ありません。
pack-error-schema = 「schema = 1」が 必要です。
pack-error-unknown-key = 「{ $key }」は パックに 書けません。
pack-error-missing = 「{ $key }」が ありません。
pack-error-kind = 「{ $key }」の 値の 種類が ちがいます。
pack-error-too-long = 「{ $key }」が 長すぎます ({ $max }文字まで)。
pack-error-characters = 「{ $key }」に 使えない 文字が あります。
pack-error-phone = 「{ $key }」: { $why }
pack-error-reserved-number = 「{ $key }」は みんなの ための 番号です。パックには 書けません。
pack-error-reserved-word = 「{ $key }」に 「{ $word }」は 使えません。
pack-error-number-in-text = 「{ $key }」に 番号は 書けません。番号は phone に 書きます。
pack-error-hours = 「{ $key }」は「平日 9:00〜17:00」の ように 書きます。
pack-error-link = 「{ $key }」に リンクや 場所は 書けません。
pack-error-too-many = number は 3つまでです。

pack-number-short = センターの パックの 番号
pack-number-from = { $name } の パック
pack-say-default = パソコンを 知らない人に 操作されました。 どうすれば いいですか。
workplace-title = 電源は 切らないで ください
workplace-reason = この 職場では、担当の 人が パソコンを 見ます。
workplace-call = 担当に 電話します
workplace-done = 電話しました
