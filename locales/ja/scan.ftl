# 遠隔操作の 見張り

scan-level-live = いま 遠隔操作されている かもしれません
scan-level-likely = 遠隔操作の ソフトが 動いています
scan-level-leftover = 遠隔操作の ソフトが のこっています
scan-level-clear = 遠隔操作の ソフトは 見つかりません
scan-allowed = 家族が 許可した ソフトです

# 通知: 画面を 見ている 相手に 何も 教えない ことば
scan-notification-title = 救急箱から お知らせ
scan-notification-body = 救急箱の 画面を 見てください。

# なぜ そう 思うか (助ける人が 読む ことば)
evidence-process = 動いている プログラム: 「{ $detail }」
evidence-session-marker = だれかが つながっている 間だけ 動く もの: 「{ $detail }」
evidence-connection = 外から この パソコンに つながっています: { $detail }
evidence-traffic = インターネットの 相手と つながっています: { $detail }
evidence-recent = さっき 始まったか、入れられました: { $detail }
evidence-path = プログラムの 置き場所: 「{ $detail }」
evidence-argument = プログラムへの 指示: 「{ $detail }」
evidence-original-filename = 名前が 変えてあります。もとの 名前: 「{ $detail }」
evidence-company = 作った 会社: 「{ $detail }」
evidence-product = 製品の 名前: 「{ $detail }」
evidence-signer = 署名 (作った 会社の しるし): 「{ $detail }」
evidence-pipe = ソフトの 通り道 (パイプ): 「{ $detail }」
evidence-service = パソコンが 裏で 動かす サービス: 「{ $detail }」
evidence-autostart = 電源を 入れると 始まる 設定: 「{ $detail }」
evidence-file = 見つかった ファイル: 「{ $detail }」
evidence-system-session = パソコンに ある 遠隔操作の しくみで つながっています: { $detail }
evidence-from-downloads = ダウンロードした 場所から 始まりました: 「{ $detail }」
evidence-second-tool = 数分の うちに 別の 遠隔操作ソフトも 始まりました: { $detail }
evidence-restriction = パソコンの 操作が 一部 止められています: { $detail }
evidence-theatre = それは 本当の検査では ありません。{ $truly }

system-session-rdp = Windows の リモート デスクトップで つながっています: 「{ $detail }」
system-session-remote-assistance = Windows の リモート アシスタンスで つながっています: 「{ $detail }」
system-session-logind = はなれた ところから この パソコンに 入っています: 「{ $detail }」

restriction-task-manager = タスク マネージャーが 使えないように されています。
restriction-registry = レジストリの 道具が 使えないように されています。
restriction-command = コマンドの 画面が 使えないように されています。
restriction-run = 「ファイル名を 指定して 実行」が 使えないように されています。
restriction-control-panel = コントロール パネルが 使えないように されています。
restriction-shutdown = 電源を 切る メニューが 消されています。
restriction-sign-out = サインアウトの メニューが 消されています。
restriction-lock = 画面の ロックが 使えないように されています。

# 相手が 見せる 「検査」の 正体
theatre-tree = 流れる 文字は、ファイルの 名前を ならべて いるだけです。
theatre-event-viewer = 「エラー」の 一覧は、どの パソコンにも あります。こわれては いません。
theatre-prefetch = 文字が くずれた 画面は、パソコンの ふつうの 記録です。ウイルスでは ありません。
theatre-other = 見せられた 画面は、ふつうの パソコンにも ある ものです。

# いつ
moment-today = きょう { $hour }時{ $minute }分
moment-yesterday = きのう { $hour }時{ $minute }分
moment-this-year = { $month }月{ $day }日 { $hour }時{ $minute }分
moment-other-year = { $year }年{ $month }月{ $day }日 { $hour }時{ $minute }分
moment-day = { $year }年{ $month }月{ $day }日

scan-taken-at = 調べた 時刻: { $when }
scan-finding = { $name }: { $level }
scan-evidence = ・{ $evidence }
scan-saved = 調べた 内容を 保存しました: { $file }
scan-incomplete = 全部は 調べられませんでした。もう一度 ためしてください。

scan-usage =
    使い方: kyukyubako scan [--json] [--from ファイル | --save-snapshot ファイル]

    遠隔操作の ソフトが 動いているか 調べます。

      --json                    結果を JSON で 出します
      --from ファイル           保存した 記録を 調べます
      --save-snapshot ファイル  調べた 内容を 記録に 保存します
      --help                    この 説明を 出します

    家族の 許可は いま 動いている ソフトだけに 使います。--from では 使いません。
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
