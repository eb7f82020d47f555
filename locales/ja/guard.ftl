# Commands of the guard service (Linux), for whoever sets the PC up.
guard-help =
    使い方: kyukyubako-guard install | remove | set-pin | status

    install  見守りサービスを 入れて 始めます。
    remove   インターネットを 戻してから 見守りサービスを 消します。
    set-pin  インターネットを 戻す 暗証番号を 決めます。キーボードから 読みます。
    status   いまの ようすを 言います。

    install と remove と set-pin は 管理者だけが 使えます。
    サービスは run と end-drill という 言葉で 動きます。
guard-installed = 見守りサービスを 入れました。いま 動いています。
guard-installed-no-systemd =
    見守りサービスを 入れました。まだ 動いて いません。この パソコンは systemd で 始まって いません。
    systemd で もう一度 始めると 動きます。
guard-no-policy =
    となりに kyukyubako が ないか、管理者でない 人も 取りかえる ことが できます。
    そのため パスワードを 聞く 画面には、ふつうの 言葉が 出ます。
guard-removed = インターネットを 戻して 見守りサービスを 消しました。
guard-removed-log-stays = だれが 何を したかの 記録は { $path } に 残ります。
guard-not-root = 管理者だけが できます。先に sudo を つけて 同じことを してください。
guard-place =
    見守りサービスを 入れませんでした。
    { $path } は 管理者でない 人も 取りかえる ことが できます。
    root の ものに して /usr/lib/kyukyubako か /usr/local/bin に 置き、同じことを してください。
guard-failed = できませんでした: { $reason }
guard-left-behind = インターネットを 戻しました。見守りサービスの 一部は 消せませんでした: { $reason }
guard-restore-failed =
    インターネットを 戻せませんでした。見守りサービスは 消して いません: { $reason }

    手で 戻す 方法 (管理者):
    1. sudo kyukyubako restore
    2. だめなら: sudo nft delete table inet kyukyubako
    3. つぎに: sudo nmcli networking on
    4. 「ip link」で DOWN と 出る ものを それぞれ: sudo ip link set 名前 up
    5. パソコンを もう一度 始めて、同じことを してください。
    それでも 見守りサービスを 消す ときは: sudo systemctl disable --now kyukyubako-guard
guard-ask-pin = 新しい 暗証番号を 打ってください (4から8けたの 数字):
guard-pin-set = 暗証番号を 決めました。
guard-pin-format = 暗証番号は 4から8けたの 数字です。何も 変えて いません。
guard-unreachable = 見守りサービスが 答えません: { $reason }
guard-status-cut = インターネットは 救急箱が わざと 切って あります。
guard-status-drill = 練習中です。ひとりでに 終わります。
guard-status-open = 見守りサービスが 動いています。インターネットは 切って いません。
guard-polkit-description = 救急箱が 切った インターネットを 戻す
guard-polkit-message = 家族と いっしょに 決めた ときだけ パスワードを 打ってください。電話の 相手に 言われて いませんか? 言われて いる ときは 取り消して、電話を 切ってください。
