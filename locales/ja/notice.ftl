# パソコンを 始めた ときの お知らせ
notice-cut = インターネットは 安全の ため わざと 切ってあります
notice-since = { $when }に この 救急箱が 切りました。こわれて いません。
notice-since-unknown = この 救急箱が 切りました。こわれて いません。
notice-ask = わからない ときは 電話で 聞いてください。
notice-number = { $who }: { $number }
notice-restore = 戻す
notice-keep = このままにする
notice-open = インターネットは いま つながっています
notice-open-reason = 救急箱が 切った 記録が あります。こまって いたら、はじめの 画面の 赤い ボタンを 押してください。
notice-plain =
    インターネットは わざと 切ってあります。
    救急箱が 切りました。こわれて いません。

    わからない ときは 家族か 188 (消費者ホットライン) に 電話してください。
notice-plain-ask =
    インターネットは わざと 切ってあります。
    救急箱が 切りました。こわれて いません。

    わからない ときは 家族か 188 (消費者ホットライン) に 電話してください。

    いま インターネットを 戻しますか?
    このままにする ときは 「いいえ」を 押してください。
notice-program-missing = 戻す プログラムが ありません。家族か パソコンに 詳しい人に 見せてください。
notice-help =
    使い方: kyukyubako notice
    パソコンを 始めた ときに 動きます。インターネットが わざと 切ってあれば 画面で 言います。
    切ってなければ 何も しません。
    終了コード: 0 言いました・言うことが ありません、1 画面を 出せません、2 使い方の まちがい

# Windows が 聞く 画面の ことば (Windows の 文の とおり)
windows-consent-question = この不明な発行元からのアプリがデバイスに変更を加えることを許可しますか?
windows-consent-program = kyukyubako-restore.exe
windows-consent-publisher = 発行元: 不明
