# 遠隔操作の 見張り

scan-level-live = いま 遠隔操作されている かもしれません
scan-level-likely = 遠隔操作の ソフトが 動いています
scan-level-leftover = 遠隔操作の ソフトが のこっています
scan-level-clear = 遠隔操作の ソフトは 見つかりません
scan-allowed = ご家族が 許可した ソフトです

# 通知: 画面を 見ている 相手に 何も 教えない ことば
scan-notification-title = 救急箱から お知らせ
scan-notification-body = 救急箱の 画面を 見てください。

evidence-process = 動いている プログラム: { $detail }
evidence-session-marker = つながっている 間だけ 動く もの: { $detail }
evidence-connection = 外から つながっています: { $detail }
evidence-recent = 1時間以内に 始まりました: { $detail }
evidence-path = プログラムの 場所: { $detail }
evidence-argument = 始めた ときの 指定: { $detail }
evidence-original-filename = もとの 名前: { $detail }
evidence-company = 作った 会社: { $detail }
evidence-product = 製品の 名前: { $detail }
evidence-signer = 署名した 会社: { $detail }
evidence-pipe = ソフトの 通り道: { $detail }
evidence-service = サービス: { $detail }
evidence-autostart = 自動で 始まる 設定: { $detail }
evidence-file = 見つかった ファイル: { $detail }
evidence-system-session = Windowsや パソコンの 遠隔操作: { $detail }
evidence-from-downloads = ダウンロードした 場所から 始まりました: { $detail }
evidence-second-tool = 数分の うちに 別の 遠隔操作ソフトも 始まりました: { $detail }
evidence-restriction = パソコンの 操作が 一部 止められています: { $detail }
evidence-theatre = それは 本当の検査では ありません: { $detail }

scan-taken-at = 調べた 時刻: { $when }
scan-finding = { $name }: { $level }
scan-evidence = ・{ $evidence }
scan-saved = 調べた 内容を 保存しました: { $file }

scan-usage =
    使い方: kyukyubako scan [--json] [--from ファイル | --save-snapshot ファイル]

    遠隔操作の ソフトが 動いているか 調べます。

      --json                    結果を JSON で 出します
      --from ファイル           保存した 記録を 調べます
      --save-snapshot ファイル  調べた 内容を 記録に 保存します
      --help                    この 説明を 出します
scan-error-usage = 使い方が ちがいます: { $reason }
scan-error-catalogue = ソフトの 一覧が 読めません: { $reason }
scan-error-processes = 動いている プログラムを 調べられません: { $reason }
scan-error-not-a-file = { $file } は ふつうの ファイルでは ありません。
scan-error-read = { $file } を 読めません: { $reason }
scan-error-missing = { $file } という ファイルは ありません。
scan-error-denied = { $file } を 読む 許可が ありません。
scan-error-too-large = { $file } は 大きすぎます。{ $limit } MB までの ファイルを 選んでください。
scan-error-newer = { $file } は 新しい 版の 救急箱で 作られました。救急箱を 新しく してください。
scan-error-malformed = { $file } は 記録の ファイルでは ないか、こわれています ({ $line } 行 { $column } 文字目)。
scan-error-save = { $file } に 保存できません: { $reason }
