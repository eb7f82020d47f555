# 管理者だけが 変えられる ところ
contacts-hidden-not-kept = 家族の 番号は、まだ 書きかえられる ままです。 いまは かくしています。 カードの うらや 通帳に ある 電話番号に かけてください。

store-pin-reason = 家族の 準備を 変える ときの 暗証番号です。
store-pin-checking = たしかめています
store-pin-gone = 暗証番号の 記録が 使えません。変えられません。

store-do = 書きかえられない ように 保存する (管理者)
store-ask = 書きかえられない ように 保存しますか?
store-ask-reason = 管理者だけが 変えられる ところに 入れます。ひとつずつ 見てください。
store-ask-pin-again = パソコンの「はい」の あと、別の 小さい 窓で、暗証番号を もう一度 2回 入れます。
store-person = お名前: { $person }
store-tool = { $date } まで 許可。署名: { $signer }
store-waiting = 管理者の 返事を 待っています
store-waiting-reason = パソコンが 聞きます。自分で 読んでから 答えます。
store-waiting-stop = 電話の 相手に 言われたなら、「いいえ」を 押してください。
store-kept = 書きかえられない ように 保存しました
store-kept-reason = こまった とき、この 番号が 出ます。だれかが 設定を 変えても、変わりません。
store-kept-pin = 暗証番号も 保存しました。
store-kept-no-pin = 暗証番号は 保存できませんでした。
store-not-kept = 保存しませんでした
store-refused = 管理者の 返事が ありませんでした。前の ままです。
store-not-now = いまは 保存できません。遠隔操作が ない ときに、もう一度 します。
store-failed = 書き込めませんでした。前の ままです。
store-again = もう一度
store-due = まだ 書きかえられる ままです。保存するまで、こまった ときに 出ません。
store-pin-due = 見守りサービスは、この 暗証番号を まだ 知りません。保存すると、戻す ときに 使えます。それまでは、サービスが 前の 暗証番号を 知っていれば、それで 戻ります。
store-both-due = まだ 書きかえられる ままです。保存すると、番号も 暗証番号も 使えます。
store-caregiver-due = 家族の 番号・許可・暗証番号の どれかが、まだ 書きかえられる ままです。
store-contact-due = まだ 保存して いません
store-allow-due = まだ 許可して いません
store-allow-due-reason = { $name } は、管理者が 保存すると 許可に なります。
store-allow-some-due = まだ 保存して いない 許可が あります。保存するまで 使いません。
store-untrusted = 管理者の ところに、ほかの 人が 書けます。そこの 番号と 許可は 使っていません。
store-broken = 管理者の ところの 記録が 読めません。そこの 番号と 許可は 使っていません。
store-pack-not-kept = センターの パックは、管理者が 入れた ものだけ 使います。いまの パックは 使っていません。
store-heading =
    救急箱が 管理者の 同意で 残した ものです。 画面か「kyukyubako store keep」で 変えます。
    こまった ときは、ここに ある 番号と 許可だけを 使います。

# kyukyubako store
store-help =
    使い方: kyukyubako store keep --file ファイル [--sha256 指紋] [--with-pin | --pin-box] [--json]
            kyukyubako store show [--json]
            kyukyubako store clear
            kyukyubako store pin [--pin-box]
            kyukyubako store pin-hash

    keep    名前、番号、許可を、管理者だけが 変えられる ところに 残します。
    show    残した ものを 見せます。
    clear   残した ものを 全部 消します。
    pin     見守りサービスの 暗証番号を 決めます。
    pin-hash  暗証番号の ハッシュを 出します (MSI の PINHASH に 渡す もの)。だれでも 使えます。

    show と pin-hash の ほかは 管理者 (root) で します。
    --file       settings.toml。「-」は 標準入力です。
    --sha256     指紋が 同じ ときだけ、聞かないで 残します (Windows は いつも 聞きます)。
    --with-pin   標準入力の 1行目は 見守りサービスの 暗証番号です。
    --pin-box    見守りサービスの 暗証番号を、別の 窓で 聞きます (Windows)。
    --ask        指紋が 同じでも、もう一度 見せて 聞きます。
    --json       答えを 1つの オブジェクトで 出します。
store-needs-administrator = 管理者 (root) で してください。何も 変えて いません。
store-cli-not-now = いまは できません。遠隔操作が なくなって、インターネットが 戻ってから ためしてください。
store-cli-unreadable = ファイルを 読めません: { $file }
store-cli-not-settings = 設定の ファイルでは ありません (UTF-8、64 KB まで)。
store-cli-line = { $line }行目が 使えません。何も 残して いません。
store-cli-content = 使えない ところが あります。何も 残して いません。
store-cli-nothing = 残す ものが ありません。
store-cli-other = 指紋が ちがいます。何も 残して いません。
store-cli-fingerprint = 指紋: { $text }
store-cli-contact = { $name } { $phone }
store-cli-ask = これを 残しますか? 残す ときは「はい」と 書いて Enter を 押します。
store-cli-ask-box = これを 残しますか?
store-cli-not-kept = 残しませんでした。
store-cli-kept = 残しました: { $place }
store-cli-untrusted = { $place } に ほかの 人が 書けます。何も 変えて いません。
store-cli-failed = { $place } に 書けません。
store-cli-cleared = 全部 消しました。これからは、家族が 確かめた 番号を 使います。
store-cli-cleared-guarded = 全部 消しました。見守りサービスが あるので、番号は 出ません。
store-cli-none = まだ 何も 残して いません。
store-cli-no-store = 管理者は まだ 番号を 残して いません。家族が 確かめた 番号を 使います。
store-cli-pack = パック: { $name }
store-cli-pin-again = もう一度 入れてください。
store-cli-pin-different = 2つが ちがいます。変えて いません。
store-cli-pin-format = 暗証番号は 数字 4〜8けたです。
store-pin-box-title = 救急箱: 暗証番号
store-pin-box-question = 見守りサービスの 暗証番号を 決めます。インターネットを 戻す ときに 使います。数字 4けたから 8けたを、2回 入れてください。電話の 相手に 言われたなら「やめる」を 押してください。
store-pin-box-first = 暗証番号
store-pin-box-again = もう一度
store-pin-box-set = 決める
store-pin-box-cancel = やめる
store-pin-box-different = 2つが ちがいます。はじめから 入れてください。
store-cli-pin-set = 見守りサービスの 暗証番号を 決めました。
store-cli-pin-failed = 見守りサービスが 暗証番号を 受け取りませんでした。
store-cli-pin-no-guard = このパソコンに 見守りサービスは ありません。
store-cli-pack-numbers-due = このパソコンでは これから、管理者が 残した 番号だけが 出ます。家族の 番号は「kyukyubako store keep」か 画面で 残してください。
store-cli-pack-needs-administrator = このパソコンでは、管理者 (root) だけが パックを 入れます。何も 変えて いません。
store-tool-too = これも 保存する
store-tool-too-open = これも 保存する: { $name }
store-tool-left-over = 前の 日の 許可です。押した ものだけ 保存します。
store-allow-taken-back = 取り消した 許可が あります。管理者が 保存するまで、また 使える ように なる ことが あります。
