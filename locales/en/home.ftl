# The first screen and what surrounds it
app-title = Support-Scam First Aid
screen-number = Screen { $number }
home-question = What is happening?
door-live = Someone controls my PC, or is on the phone with me
door-live-detail = Press here: it starts to cut the internet at once
door-popup = A warning will not go away
door-money = I told someone money or card details
door-after = Afterwards (family)

session-clear = Remote control: none found. You may still press the red button
session-unknown = Remote control: cannot be checked
session-leftover = A remote-control program is installed: { $name }
session-allowed = Your family allowed this program: { $name }
session-live = Remote control: found — { $name }

line-cut = Internet: cut
line-cut-on-purpose = For safety the internet is cut on purpose
line-cutting = Internet: being cut
line-back = Internet: connected again
line-open = Internet: connected

button-back = Back
button-home = First screen
button-next = Next
button-cut = Cut the internet
button-contacts = Phone numbers
button-settings = Settings
button-steps = The 5 steps
button-continue = Continue
button-dismiss = I see
answer-yes = Yes
answer-no = No
answer-unknown = Not sure

ask-contact = Did you call the number? Did you install what they said?
ask-contact-authority = A real Microsoft warning has no telephone number.
contacts-title = Phone numbers

last-resort-title = Support-Scam First Aid
last-resort-text =
    1. Pull out the internet cable. Switch Wi-Fi off.
    2. Hold the power button for 10 seconds.
    3. Call your bank and card company.
    4. Leave the PC off for now.
    5. Write down what you remember.

    Hang up the phone.
    Police advice in Japan: #9110. Consumer hotline: 188.
door-live-detail-cut = Already cut. Pressing again does no harm
ask-contact-either = If either is so: “Yes”.
page-more = More
page-before = Before
