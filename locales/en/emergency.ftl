# The five steps
hang-up = Hang up the phone
step-badge = Step { $number } of 5

cut-running = Cutting. Please wait
cut-observing = Making sure. Please wait
cut-running-reason = This takes a few seconds.
cut-consent = Press “Yes” on the next screen
cut-consent-reason = The screen turns dark. “Yes” cuts the internet.
cut-done = The internet is cut
cut-done-reason = They can no longer control this PC. This is not your fault.
cut-done-before = It was already cut. They cannot control this PC.
cut-failed = Still connected
cut-back-again = Connected again
cut-not-yet = Let us cut the internet
cut-not-yet-reason = Their control stops at once.
tool-refused = { $name } ends when the PC is switched off.

hand-cable = Pull out the internet cable. Switch Wi-Fi off.
hand-frozen = Frozen or black screen: hold power 10 s.
hand-cable-done = I did it
hand-cannot = I cannot
hand-power = Hold the power button for 10 seconds
hand-router = Last: unplug the router (the internet box)
hand-router-telephone = The home telephone may go off too.
hand-router-after = Only when the PC's light is out, switch it on again.
hand-router-done = It is unplugged

ask-bank = Did you open your bank? Did you tell a card or gift card number?
ask-bank-reason = If yes or not sure, the calls come first.
ask-phone = Did they make you put an app on your phone too?
ask-phone-reason = If yes, use another telephone.
other-telephone = Use another telephone
other-telephone-which = Home telephone, a neighbour, a shop, the police box.
other-telephone-none = Switch its Wi-Fi and mobile data off, not to airplane mode. Close the app, then call.

hand-over = Photograph this with your phone
hand-over-copy = Copy this screen by hand
hand-over-3 = 3. Call bank and card company
hand-over-4 = 4. Leave the PC off for now
hand-over-5 = 5. Write down what you remember

power-off = Switch the PC off
power-photo = Before that you may photograph the screen: warning, number, 6-digit code, chat.
power-hold = Hold the button on the PC itself for 10 seconds.
power-off-reason = Whatever is left of their control ends too.
power-count = Count to 10 with me
power-until-dark = Hold until the light goes out
power-off-done = See the next step

call-bank = Call your bank and card company
call-bank-telephone = Use a mobile or a neighbour's phone.
call-bank-done = I called

stay-off = Leave the PC off for now
stay-off-reason = They could connect again.
stay-off-ask = Ask your family or 188 first.
stay-off-done = I understand

steps-title = The 5 steps
steps-reason = Press □ when a step is done. Press again to undo.
step-1 = 1 Cut the internet
step-2 = 2 Switch the PC off
step-3 = 3 Call your bank and card company
step-4 = 4 Leave the PC off for now
step-5 = 5 Write down what you remember
step-1-tick = Step 1 is done
step-2-tick = Step 2 is done
step-3-tick = Step 3 is done
step-4-tick = Step 4 is done
step-5-tick = Step 5 is done
hang-up-how = You may stop at any time. You need not say anything
hand-power-after = When it is dark, call your bank.
cut-consent-none = There is no “Yes”
call-bank-telephone-other = Use the home telephone, a neighbour's or the police box.
call-say = Say this: “{ $words }”
call-next = Next number
call-if-not-paid = If neither money nor a gift card code went to them, press “Next number”.
call-money-moving = If money is being taken now, call { $number } first.
call-script = Say this on the phone
call-script-page = Send this later, with your family
call-script-reason = Take your time. There is no hurry.
call-words = “{ $words }”
cut-cannot-hang-up = I cannot hang up
end-call = Say this and hang up
end-call-authority = A real Microsoft warning has no telephone number.
end-call-again = If they call again, do not answer.
end-call-done = I hung up

cut-until-restart = Once it is off, leave it off. Switched on, it would connect.
cut-consent-soon = The screen will turn dark. That is fine.
cut-consent-sample = A picture of it. It cannot be pressed:
hand-over-relief = Money may have moved → call now: your bank, their bank, the police
hand-over-paper-number = Phone number on passbook or card back
hand-over-phone-question = Answer about my phone
end-call-stop = You may stop half-way.
cut-consent-unknown = It says “Unknown”: it is this first-aid kit.
cut-consent-voice = Do not follow the voice on the phone.
hang-up-done = I hung up the phone
call-police = Call the police
call-receiving-bank = Call the bank that got the money
call-gift-card = Call the gift card company
power-count-again = Count again
other-telephone-ask = There is no other
other-telephone-own = If it must be your phone
