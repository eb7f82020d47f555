# SOSの ボタンと キー
sos-keys = キー { $keys } で 赤い ボタンの 画面を 出す
sos-keys-taken = キー { $keys } (ほかの プログラムが 使っているので 使えません)
sos-keys-not-here = キー { $keys } (この 画面の しくみでは 使えません)
sos-keys-failed = キー { $keys } (いま 使えません)
sos-button = 小さい SOSボタンを いつも 画面に 出す (動かせます)
sos-button-not-here = 小さい SOSボタン (この 画面の しくみでは 出せません)
sos-button-failed = 小さい SOSボタン (いま 出せません)
