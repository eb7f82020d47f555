# この パソコンで 使えるか 調べる
caregiver-doctor = 使えるか 調べる
doctor-title = この パソコンで 使えるか
doctor-looking = 調べています。少し お待ちください。
doctor-all-ok = 直す ところは ありません。
doctor-some-unknown = 直す ところは ありません。調べられなかった ところが あります。
doctor-some-warn = 使えます。よく できる ところが あります。
doctor-some-bad = 直す ところが あります。
doctor-again = もう一度 調べる
doctor-state-ok = よい
doctor-state-unknown = わからない
doctor-state-warn = 注意
doctor-state-bad = 直す
doctor-row = { $state }: { $name }

# 開発用
build-development = 開発用
build-line = 開発用の 救急箱です。人に 渡さないでください。
build-version = 救急箱 { $version } (開発用。人に 渡さないでください)

# 何を 調べたか
doctor-cut-ways = 赤い ボタン
doctor-guard = 見守りサービス
doctor-watcher = 見張り
doctor-renderer = 画面
doctor-fonts = 文字
doctor-notification = お知らせ
doctor-settings = 設定
doctor-notes = メモ
doctor-contacts = 電話番号
doctor-pack = センターの パック
doctor-store = 管理者の 保存
doctor-build = この 救急箱
doctor-smart-app-control = スマート アプリ コントロール

doctor-no-answer = 答えが ありませんでした。
doctor-no-answer-mend = パソコンを 始めなおして、もう一度 調べてください。
doctor-install-again = 救急箱を もう一度 入れてください。

# 赤い ボタン
doctor-cut-ways-ok = インターネットを 切る 方法が あります。
doctor-cut-ways-guard = 見守りサービスが インターネットを 切ります。
doctor-cut-ways-consent = 切る ときに「はい」を 1回 押します。
doctor-cut-ways-radio = 切れるのは Wi-Fi だけです。
doctor-cut-ways-radio-mend = ケーブルの パソコンなら、見守りサービスを 入れてください。
doctor-cut-ways-refused = この 利用者は インターネットを 切れません。
doctor-cut-ways-none = この パソコンでは 切れません。
doctor-cut-ways-mend = 見守りサービスを 入れてください。それまでは 手で ケーブルを 抜きます。
doctor-cut-ways-offline = いま つながっていないので、わかりません。
doctor-cut-ways-offline-mend = インターネットに つないで、もう一度 調べてください。

# 見守りサービス
doctor-guard-ok = 動いています。暗証番号も あります。
doctor-guard-no-pin = 動いています。暗証番号は ありません。
doctor-guard-no-pin-mend = 戻す ときの 暗証番号を 決めて、管理者が 保存してください。
doctor-guard-absent = ありません。
doctor-guard-absent-mend = 管理者が「kyukyubako-guard install」で 入れます。
doctor-guard-obstructed = ありません。その フォルダーは、管理者でない 人が 先に 作って います。
doctor-guard-obstructed-mend = パソコンを 始めなおしてください。管理者だけが 入って、「kyukyubako-guard install」で 入れます。
doctor-guard-silent = 返事が ありません。
doctor-guard-silent-mend = パソコンを 始めなおしてください。直らなければ、もう一度 入れてください。

# 見張り
doctor-watcher-ok = いつも 見張っています。
doctor-watcher-ended = いま 見張っていません。
doctor-watcher-ended-mend = 救急箱を 閉じて、もう一度 開いてください。
doctor-watcher-once = いまだけ 見張っています。
doctor-watcher-off = 見張っていません。
doctor-watcher-off-mend = 画面 87 で「いつも 見張る」を 選んでください。

# 画面
doctor-renderer-draws = 画面が 出ています。
doctor-renderer-second = 画面は、2つめの 方法で 出ています。
doctor-renderer-found = 画面を 描く 部品が あります: { $name }
doctor-renderer-software = 画面は 少し ゆっくり 出ます: { $name }
doctor-renderer-none = 画面を 描く 部品が 見つかりません。
doctor-renderer-none-mend = 救急箱の 画面を 開いて、出るか 見てください。
doctor-renderer-broke = 画面を 描く 部品の ソフトが 止まりました。
doctor-renderer-driver-mend = パソコンの 更新を して、画面の ソフトを 新しく してください。
doctor-renderer-no-screen = ここには 画面が ありません。
doctor-renderer-no-screen-mend = パソコンの 画面の 前で、もう一度 調べてください。

# 文字
doctor-fonts-ok = 文字が そろっています。
doctor-fonts-name = 登録した 名前に、四角で 出る 文字が あります。
doctor-fonts-name-mend = その 名前を ひらがなで 登録してください。
doctor-fonts-damaged = 文字が 読めません。

# お知らせ
doctor-notification-ok = お知らせを 出せます。
doctor-notification-permitted = お知らせは 止められていません。
doctor-notification-off = お知らせが 止められています。
doctor-notification-off-mend = パソコンの 設定の「通知」で、救急箱を オンに してください。
doctor-notification-no-server = お知らせを 出す ところが ありません。
doctor-notification-no-server-mend = 救急箱の 画面は それでも 出ます。
doctor-notification-no-desktop = ここからは わかりません。

# 設定
doctor-settings-none = まだ 何も 変えていません。
doctor-settings-ok = 設定を 読めます。
doctor-settings-partly = 設定の 一部を 使えません。
doctor-settings-partly-line = 設定の { $line }行目を 使えません。
doctor-settings-broken = 設定を 読めません。
doctor-settings-broken-line = 設定を 読めません。{ $line }行目を 見てください。
doctor-settings-mend = 画面 6 で もう一度 選ぶと、直ります。

# メモ
doctor-notes-ok = メモを 残せます。
doctor-notes-not = メモを 残せません。
doctor-notes-mend = ディスクの あきと、書きこみの 許可を 見てください。

# 電話番号
doctor-contacts-ok = 電話番号は { $date }に 確かめました。
doctor-contacts-old = 電話番号を 確かめたのは { $date }です。1年より 前です。
doctor-contacts-old-mend = 新しい 救急箱を 入れてください。
doctor-contacts-unconfirmed = 家族の 電話番号を、まだ だれも 確かめていません。
doctor-contacts-own-old = 家族の 電話番号は、1年より 前に 登録しました。
doctor-contacts-own-mend = 画面 75 で 番号を 確かめてください。
doctor-contacts-clock = パソコンの 時計が ちがいます。
doctor-contacts-clock-mend = パソコンの 日付と 時刻を 直してください。

# パック
doctor-pack-none = パックは ありません。なくても 使えます。
doctor-pack-ok = パックを 使っています。
doctor-pack-changed = パックが、入れた ときと ちがいます。使っていません。
doctor-pack-refused = この 救急箱では 使えない パックです。
doctor-pack-mend = センターの パックを もう一度 入れてください。
doctor-pack-not-kept = 管理者が 入れた パックだけ 使います。
doctor-pack-not-kept-mend = 管理者が「kyukyubako pack apply」で もう一度 入れます。

# 管理者の 保存
doctor-store-none = 何も ありません。なくても 使えます。
doctor-store-ok = 読めます。
doctor-store-untrusted = ほかの人も 書きこめるので、使っていません。
doctor-store-broken = 読めないので、使っていません。
doctor-store-mend = 管理者が「kyukyubako store clear」で 消して、もう一度 保存します。

# この 救急箱
doctor-build-signed = 署名の ある 救急箱です。
doctor-build-release = 配る ための 救急箱です。
doctor-build-signature = 署名が 正しくありません。
doctor-build-development = 開発用です。署名が ありません。
doctor-build-mend = 署名の ある 救急箱を 入れてください。人に 渡すのは それだけです。

# スマート アプリ コントロール
doctor-app-control-none = この Windows には ありません。
doctor-app-control-off = オフです。
doctor-app-control-evaluates = いまは 見ているだけです。
doctor-app-control-on = オンです。署名が あるので 動きます。
doctor-app-control-may-block = いつか この 救急箱を 止めるかも しれません。
doctor-app-control-blocks = この 救急箱を 止めるかも しれません。

# コマンド
doctor-help =
    使い方: kyukyubako doctor [--json]

    この パソコンで 使えるか 調べて、直しかたを 言います。何も 変えません。
    暗証番号、名前、電話番号は 出しません。

      --json    答えを JSON で 出します

    終わりの 番号: 0 直す ところは ない、1 直す ところが ある、2 使い方が ちがう
doctor-line = [{ $state }] { $name }: { $sentence }
doctor-mend = → { $mend }
