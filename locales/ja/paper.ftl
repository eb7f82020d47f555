# 紙: シート、ちらし、報告書
sheet-title = パソコンを 操作されたら
sheet-order = 上から じゅんに します。急がなくて だいじょうぶ。
sheet-red = 救急箱の 赤い ボタンを 押す。切れない ときは 下の じゅんに:
sheet-cable = 線 (LAN ケーブル) を 抜く。Wi-Fi は 飛行機の 絵の キーで 切る。ない ときは つぎへ。
sheet-power = だめなら: 電源ボタンを 10秒 押す。
sheet-router = さいご: ルーターの 電源を 抜く。ひかり電話も 切れます。パソコンが 消えたら、また 入れます。
sheet-frozen = 画面が 動かない・黒い とき → 電源ボタン 10秒
sheet-rescue = Rescue の 画面が 出ていたら: Pause キーを 押す。右上の 小さい × でも いいです。
sheet-hang-up = 切れても 切れなくても、電話を 切ってください。何も 言わなくて いいです。
sheet-off = 電源ボタンを 10秒、ランプが 消えるまで 押します。
sheet-bank-first = 銀行を 開いた、番号を 言った、わからない ときは、さきに 3 の 電話を します。
sheet-number-unknown = カードの うら・通帳に ある 電話番号
sheet-say = こう 言います:「{ $words }」
sheet-telephone = 使える 電話: スマホ、となりの 家、コンビニ、交番。家の 電話は、ルーターを 入れて 音が したら 使えます。
sheet-phone-too = スマホにも アプリを 入れた、わからない ときは: ちがう 電話を 使います。ない ときは スマホの Wi-Fi と「モバイルデータ」を 切り (機内モードに しません)、アプリを 終わらせてから かけます。
sheet-money-now = お金が いま 動いている: { $emergency } / 相談: 警察 { $police }・消費者 { $consumer }
sheet-stay-off = 入れると、また つながることが あります。家族か { $consumer } に 聞きます。
sheet-family = 家族
sheet-and-more = ほかは カードの うら・通帳に ある 電話番号
sheet-memo-time = いつ
sheet-memo-number = かけた 番号
sheet-memo-name = 相手の 名前
sheet-memo-money = お金・カード
sheet-memo-done = されたこと
sheet-replaced = 〓 は、この 紙に 書けない 字です。
sheet-centre = 相談窓口
sheet-centre-telephone = 電話
sheet-checked = { $date } に 確かめた 番号です。

sheet-family-title = 家族だけの ページ
sheet-family-cut-off = この 紙は べつに して、パソコンから 遠い 場所に しまいます。裏には 印刷しません。
sheet-family-why = 電話の 相手は、この 紙を 読ませることが あります。だから パソコンの そばに 置きません。
sheet-pin-title = 暗証番号を しまった 場所
sheet-pin-no = 番号そのものは 書きません。場所だけ 書きます。
sheet-restore-title = インターネットを 戻す
sheet-restore-before = 知らない 人と 電話中なら、戻しません。遠隔操作の ソフトを さきに 終わらせます。
sheet-restore-window = 救急箱を 開く →「終わったあと」→「インターネットを 戻す」。暗証番号と 30秒が いります。
sheet-restore-entry = Windows: スタートの「インターネットを 戻す」を 開いて「はい」を 押しても 戻ります。なければ コマンド プロンプトで こう 打ちます。
sheet-restore-command = Linux・Mac の 管理者は: { $command }
sheet-restore-uninstall = 救急箱を アンインストールしても 戻ります。
sheet-restore-hand = 手で 抜いた 線と、切った Wi-Fi・ルーターは、手で 戻します。
sheet-repair-title = 戻す 前に
sheet-repair-tools = 入れられた ソフトを 消します。わからない ときは { $consumer } か お店に 聞きます。
sheet-repair-passwords = 大事な パスワードは、ほかの パソコンか スマホで 変えます。
sheet-repair-accounts = 何か月かは、口座と カードの 明細を 見ます。
sheet-repair-police = 警察 { $police } に 話します。メモと 報告書を 見せます。
sheet-caregiver-number = 家族の 電話番号は、{ $date } に 登録
sheet-family-by-hand = 家族の 電話番号を 手で 書きます:
sheet-file-name = 救急箱シート
leaflet-file-name = 救急箱ちらし

sheet-help =
    使い方: kyukyubako sheet --out ファイル [--lang ja|en] [--leaflet] [--one-page]

    5つの 手順の 紙を PDF に します。2枚目は 家族だけの ページです。

      --out ファイル   PDF を ここに 書きます
      --lang ja|en     ことば
      --leaflet        家族の 番号を 書いていない ちらし (1枚)。パックが あれば、センターの 名前と 番号が のります
      --one-page       1枚目だけ
sheet-written = シートを 書きました: { $place }
sheet-not-written = シートを 書けませんでした: { $place }
sheet-does-not-fit = シートが 1枚に 入りませんでした。名前を 短く してください。
sheet-needs-out = 書く 場所を --out で 教えてください。
sheet-wrong-lang = --lang は ja か en です。
sheet-own-hidden = 家族の 番号は 確認されていないので、のせていません。

button-print = 印刷
print-title = 手順を 紙に 印刷する
print-reason = 紙が あれば、パソコンが 消えても 手順が わかります。
print-printer = 紙が 画面に 開きます。そこから 印刷してください。
print-sheet = 手順の 紙を 開く
print-with-family = 家族の ページも 開く
print-leaflet = センターの ちらしを 開く
print-working = 紙を つくっています。
print-done = 紙を つくりました
print-place = 場所: { $place }
print-failed = 紙を つくれませんでした。手順は 画面で 見られます。
print-no-viewer = 紙は できましたが、開けませんでした。ドキュメントの フォルダーに あります。

report-for = 警察と 銀行に 見せる 記録
report-made-by = 救急箱 { $version } が つくりました
report-what = あったこと
report-times = 時間の 記録
report-opened = 記録の はじまり
report-closed = 終わった
report-ended = もう 終わりに した とき
report-event-cut = インターネットが 切れたことを 確かめた
report-event-offline-before = はじめから 切れていた
report-event-not-cut = 切れなかった
report-event-again = また つながった
report-event-tool = 見つかった ソフト: { $name }
report-event-step = 手順が 終わった: { $step }
report-event-called = 電話した: { $who }
report-event-restored = インターネットを 戻した
report-observed = 確かめた こと
report-offline = 切れている
report-online = つながっている
report-not-applicable = あてはまらない
report-memo = 本人の メモ
report-steps = 終わった 手順
report-masked = カードや 口座の 番号らしい 数字は ● に しました。
report-unmasked = カードや 口座の 番号も そのまま のせました。
report-page = { $number } / { $all }
report-file-name = 救急箱報告書
memo-save-data = センター用
memo-with-numbers = カード番号も のせる
sheet-person = お名前: { $name }
sheet-number-first = さきに: カードの うら・通帳に ある 電話番号
sheet-relief = お金が 動いたかも → 自分と 相手の 銀行、警察に すぐ 電話 (振り込め詐欺救済法)
report-origin = この 記録は、このパソコンを 使う 人なら だれでも 変えられる ファイルから つくりました。
sheet-gift-card = ギフトカードを 教えたら: カードの うらか レシートに ある 会社にも 電話します。
