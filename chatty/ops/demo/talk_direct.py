"""Mika's conversations with one person each."""

NOOR = """\
@ 6d 18:20
noor: Do you still have my big sieve?
mika: I have A big sieve. I never asked it whose it is.
noor: It has a dent like Portugal
mika: Then it is yours. I bring it on Friday.
    + ❤️ noor
@ 4d 12:02
noor: Adam got the job!!!
    + 🎉 mika
mika: WHAT. The one with the museum?
noor: The one with the museum. He has been walking in circles for an hour
mika: Hug him in a straight line from me.
noor: يا سلام، مبروك لنا جميعاً
mika: ألف مبروك! (I practised.)
    + 😍 noor
@ 2d 17:35
mika: Look at the sky right now, from the balcony it is all one colour.
noor: I am in a basement with nine kilos of dough
mika: Then I describe it: apricot, and underneath slate.
noor: You should write menus
    + 😂 mika
@ 1d 18:52
mika: Same again tonight, with a ship in it this time.
noor: Wait, you see that from your balcony?
mika: If I lean. Do not tell Ilse.
@ 5h
noor: Question about Friday: are we four or five?
mika: Sold. Come for dinner on Friday and see it yourself, all of you.
    = friday
    + ❤️ noor
mika: Bring Adam. There is a chair with his name on it.
mika: And no gifts, I mean it.
@ 19m
noor: Define gifts
    > friday
noor: Because I already have something under a towel, and it is rising
"""

TOMASZ = """\
@ 5d 09:40
tomasz: Your radiator in the hall, does it still knock?
mika: Only at night. In three-four time.
tomasz: Air. I come by with the key, five minutes.
    = key
mika: Bless you. Coffee is on.
@ 5d 18:11
mika: Silence! The cat is confused.
    + 😂 tomasz
tomasz: In a week it will knock again, then it is the valve.
@ 2d 19:15
tomasz: Thank you for telling Ilse about me and the lighthouse. I was too shy to ask.
mika: You are the only one who knows what a gasket is. You were always coming.
    + 🔧 tomasz
@ 50m
tomasz: One thing before I pack. Could you look at the boiler at the boathouse?
    & I will be gone four days.
tomasz: The needle should stand between 1 and 1.5. If it is lower, the blue tap, slowly.
tomasz: Pressure only, touch nothing else please 🙏
"""

JUN = """\
@ 9d 11:00
mika: The board asks whether you would draw the boathouse for the market poster.
jun: With the roof as it is, or with the roof as Ilse dreams it?
mika: With the roof as Ilse dreams it.
    + 🏠 jun
@ 4d 08:12
jun: 三枚描きました。どれが好き？ I drew three. One with fog, one with gulls, one with both.
mika: Both, of course both. How are you so quick?
jun: I draw them while the tea gets cold. It takes one cup each.
    + 🍵 mika
@ 2d 13:30
jun: The big version is at Leo's kiosk, rolled, in the tube that says FISH.
mika: I picked it up. It smells of FISH and it is wonderful.
    + 😂 jun
@ 3h
jun: The printer says the grey will be a little warmer on paper. I said that is fine.
mika: More than fine.
mika: Thank you, the drawings look great.
"""

FELIX = """\
@ 6d 07:10
felix: Fog so thick this morning that I said good morning to a buoy.
mika: Did it answer?
felix: It nodded.
    + 😂 mika
@ 3d 16:48
mika: When you have a minute: can seven people with a pot board at 07:40 without tickets?
felix: Seven people yes, the pot pays half.
mika: Deal.
felix: I put you down. Name of the group is "Pot and six".
    + 🍲 mika
@ 1d 19:30
felix: Do you want the window side? It is the one with the heater.
mika: Heater, always heater.
@ 2h
felix: I am taking the camera as well, they announced sun for the way back.
mika: See you at the pier at seven, then.
felix: 👍
"""

PRIYA = """\
@ 11d 15:00
priya: Can I borrow the tall ladder for a pendulum?
mika: How tall is the pendulum?
priya: As tall as the ladder allows.
    + 😄 mika
mika: It is behind the canoe store. Take the good rope too.
@ 7d 17:20
priya: 5.2 metres, 4.57 seconds. Thirty children now believe in gravity.
    + 🎉 mika
mika: And before that?
priya: They had their doubts.
@ 2d 10:15
mika: Would you read the minutes before I send them? Page two has the money in it.
priya: Tonight, after the exams. Do not let me forget.
@ 2d 20:40
mika: This is me not letting you forget.
"""

LEO = """\
@ 12d 14:10
leo: I have the last box of the ginger biscuits. They do not make them any more.
mika: Name your price.
leo: Tell nobody, and two tickets for the concert.
mika: Done, and you sit in the warm row.
    + 🍪 leo
@ 3d 12:25
leo: The insurance man was here, very polite, very dry. He took a picture of the tub.
    ~ The insurance man was here, very polite. He took a picture of the tub.
mika: Did he say when?
leo: He said "in due course", and bought a coffee.
mika: That is the most anybody ever got out of them.
    + ☕ leo
"""

YUSUF = """\
@ 10d 10:30
mika: The kitchen clock is slow again, four minutes a day. Shall I bring it on Tuesday?
yusuf: أهلاً ميكا! نعم، أحضريها يوم الثلاثاء صباحاً.
yusuf: Yes, Tuesday morning. And do not shake it, clocks remember that.
@ 8d 12:05
yusuf: الساعة جاهزة. كان فيها شعرة قطة 🐈
    + 😂 mika
yusuf: There was a cat hair in it. One. It held up time for a month.
mika: I will tell the cat that she is that strong.
    + 🐈 yusuf
mika: شكراً جزيلاً!
"""

ILSE = """\
@ 5d 21:00
ilse: Between us: the fund is better than I said. An aunt gave 500 and wants no thanks.
mika: Which aunt?
ilse: The one who wants no thanks.
    + 🤐 mika
@ 1d 09:05
ilse: Did the bank write to you as well? They want your passport number again.
mika: Again. I sent it, with a kind sentence.
ilse: How kind?
mika: You would have crossed out one word.
    + 😂 ilse
"""
