# What to say on the telephone. Each takes 20 seconds at most.
script-police-emergency = Someone controlled my computer from far away. My money may be taken now. Please help me.
script-police-advice = I was deceived on the telephone and someone controlled my computer. What should I do?
script-consumer = A false warning came up and I called the number. Someone controlled my computer. I would like advice.
script-ipa = I called a false warning's number and a stranger controlled my computer. What should I do next?
script-legal = I was deceived through my computer. I would like to get my money back. Can you advise me?
script-bank = Please stop my account and online banking now. A stranger controlled my computer.
script-receiving-bank = I was deceived and sent money to an account of your bank. Please stop that account under the fraud relief act.
script-receiving-bank-perhaps = I was deceived and may have sent money to your bank. Please look, and stop that account.
script-card = Please stop my card now. Its number may be known to a stranger.
script-gift-card = I was deceived and read out a gift card code. If anything is left, please stop it.
script-gift-card-perhaps = I was deceived and may have read out a gift card code. If anything is left, please stop it.
script-vendor = Someone used your program to deceive me. Please find out who and stop them.
script-family = I may have been deceived on the computer. Please stay with me.
script-end-call = Something has come up. I am hanging up now.

# Added from what is known.
script-name = This is { $name }.
script-when-today = It was today at { $hour }:{ $minute }.
script-when = It was on { $month }/{ $day } at { $hour }:{ $minute }.
script-tool = The program is { $tool }.
script-installed = They put a program on it.
script-pin = The PIN was { $pin }.
script-paid-transfer = I sent money by transfer.
script-relief = Please have the receiving account stopped too, under the fraud relief act.
script-paid-gift-card = I read out gift card codes.
script-paid-card-number = I told my card number.
script-amount = The amount is { $amount }.
script-money-moved = Money may have moved.
script-others-too = I am calling the police and the other bank too.
script-both-banks = I am calling my bank and the other bank too.
