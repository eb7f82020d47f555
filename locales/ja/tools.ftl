# 見つかった ソフトの 説明

tool-what-support-applet = はなれた 人が この パソコンの 画面を 見て、動かせる ソフトです。
tool-what-remote-desktop = はなれた 人が いつでも この パソコンを 動かせる ソフトです。
tool-what-management = 会社が パソコンを 管理する ソフトです。画面も 見られます。
tool-what-japanese-support = 日本の 会社が お客さまを 助ける ときの ソフトです。
tool-what-system = パソコンに はじめから ある、遠隔操作の しくみです。
tool-what-covert = かくれて パソコンを 動かすために 作られた ソフトです。
tool-what-unknown = はなれた 人が この パソコンを 動かせる ソフトです。

details-since = { $when }から 動いています
details-live = 遠隔操作が 見つかりました
details-likely = 遠隔操作の ソフトが 動いています
details-leftover = 遠隔操作の ソフトが 入っています
details-allowed = 家族が 許可した ソフトです
details-clear = 遠隔操作は 見つかりません
details-clear-reason = 見つからない ときも あります。こわい ときは 切って だいじょうぶです。

details-do-live = 知らない 人なら、すぐ 赤い ボタンを 押してください。
details-do-likely = 電話で 言われて 始めたなら、すぐ 赤い ボタンを 押してください。
details-do-leftover = いま 使われている しるしは ありません。急がなくて だいじょうぶです。
details-do-allowed = 家族が 使うなら そのままで いいです。電話で 言われたなら、赤い ボタンで インターネットを 切ってください。
details-do-japanese-support = 契約書や 説明書の 番号に、あなたから 電話しましたか。ちがうなら、赤い ボタンで インターネットを 切ってください。

details-end = 終わらせ方
how-to-end-upper-right-cross = その 画面の 右上の × を 押す
how-to-end-pause-key = キーボードの Pause を 押す
how-to-end-close-window = その ソフトの 画面を 閉じる
how-to-end-disconnect-button = その 画面の 「切断」「終了」を 押す
how-to-end-tray-icon = 画面 右下の 小さな 絵から 終了する
how-to-end-system-settings = パソコンの 設定で 共有を 止める
how-to-end-uninstall = あとで 家族と 「アプリの 削除」で 消す
how-to-end-ask-administrator = パソコンを 管理する 人に 聞く

details-helper = 助ける人へ
details-more = ほかに { $count } つ
details-report = 悪用の 連絡先: { $place }
details-next = つぎの ソフト ({ $place } / { $count })
