# Commands of the guard service (Windows), for whoever sets the PC up.
guard-windows-help =
    使い方: kyukyubako-guard install | remove | keep-pin-hash ハッシュ | end-programs | uninstall

    install        見守りサービスを 入れて 始めます。
    remove         インターネットを 戻してから 見守りサービスを 消します。
    keep-pin-hash  暗証番号を ハッシュで 決めます (kyukyubako store pin-hash が 出した もの)。
    end-programs   画面と 見張りを 終わらせます。
    uninstall      消す ときに インストーラーが 使います。戻せない ときは 戻し方を 残します。

    どれも 管理者だけが 使えます。
guard-windows-service-name = 救急箱 見守りサービス
guard-windows-service-description =
    救急箱が 切った インターネットを 切れた ままに 保ちます。戻せるのは 家族の 暗証番号か 管理者だけです。
guard-windows-installed = 見守りサービスを 入れました。いま 動いています。
guard-windows-removed = インターネットを 戻して 見守りサービスを 消しました。
guard-windows-absent = 見守りサービスは 入って いません。
guard-windows-not-elevated = 管理者として 開いてから 同じことを してください。
guard-windows-place =
    見守りサービスを 入れませんでした。
    この場所の プログラムは 管理者でない 人も 取りかえる ことが できます: { $reason }
    Program Files の 中に 置いてから 同じことを してください。
guard-windows-failed = できませんでした: { $reason }
guard-windows-left-behind =
    インターネットを 戻しました。見守りサービスの 一部は 消せませんでした: { $reason }
    パソコンを もう一度 始めて、同じことを してください。
guard-windows-no-way-back =
    インターネットを 戻す 方法を 残せませんでした: { $reason }
    見守りサービスは 消して いません。救急箱を もう一度 入れて、パソコンを もう一度 始めてから、また 消してください。
guard-windows-folder-held =
    見守りサービスを 入れませんでした。
    フォルダー { $folder } を ほかの人が 先に 作り、それか その中の ファイルを 開いた ままに して います: { $reason }
    パソコンを もう一度 始めて、管理者だけが 入って、同じことを してください。
guard-windows-restore-failed =
    インターネットを 戻せませんでした。見守りサービスは 消して いません: { $reason }

    手で 戻す 方法:
    1. パソコンを もう一度 始めて、同じことを してください。
    2. だめなら 「サービス」を 開き、「Base Filtering Engine」が 動いて いるか 見てください。
    3. だめなら コマンド プロンプトで こう 打って、「はい」を 押してください。
       "{ $program }" restore
guard-windows-run-by-hand = run は Windows が サービスを 始める ための 言葉です。手では 使いません。
guard-windows-pin-kept = 見守りサービスの 暗証番号を 決めました。
guard-windows-way-back-name = インターネットの戻し方
guard-windows-way-back-link = インターネットを戻す
guard-windows-way-back =
    救急箱を 消しましたが、インターネットを 戻せませんでした。

    手で 戻す 方法:
    1. パソコンを もう一度 始めてください。
    2. デスクトップの 「インターネットを戻す」を 開いて、「はい」を 押してください。
    3. だめなら 管理者の コマンド プロンプトで こう 打ってください。
       "{ $program }" restore

    わからない ときは、家族か 相談窓口に この紙を 見せてください。
