"""Seven friends and a keeper's cottage that the tide cuts off."""

LIGHTHOUSE = """\
@ 8d 17:40
ilse: The keeper's cottage is free in three weeks. Three nights. I put a hold on it until Monday.
    = cottage
    + 😍 noor amara mika felix
noor: I am in before you finish the sentence
mika: Same. What does it cost?
ilse: 312 for the lot, so about 45 each if seven of us come.
    = cost
felix: That is less than my last parking ticket. In.
jun: Is there a stove? I would like to draw something other than my own breath.
    + 😂 ilse noor felix
ilse: Wood stove, oil heater, and a kettle that whistles in F sharp.
amara: In. I will read the tide tables, you can all pretend to help.
    + 🌊 mika ilse
@ 8d 20:15
mika: Who is bringing what? I can do the big pot and the lantern.
noor: Bread for three days, olives, that lemon thing.
mika: The lemon thing!
felix: I bring fish if the fish agree.
jun: Tea. Also the good biscuits, which I will hide.
    + 👀 noor felix
@ 7d 08:05
amara: About getting there. The causeway is dry two hours each side of low water.
amara: First day low water is at 09:52. So we must be on the stones between 07:52 and 11:52.
    = stones
ilse: And if we are later?
amara: Then we sit in the car park and look at the lighthouse for ten hours.
    + 😂 mika jun noor felix ilse
felix: I once did that with a cake on my knees. Not recommended.
@ 7d 12:30
ilse: Deposit is paid. Please send me your 45 whenever it suits.
    + 👍 mika noor felix amara jun
mika: Sent.
noor: Sent, with a drawing of a roof in the reference field.
ilse: It says "house with hat".
noor: It is a very good roof
@ 6d 19:02
jun: I looked at old drawings of the tower. The stair has 142 steps and no railing on the sea side.
jun: 灯台は一八七四年に建てられました。 Built in 1874, says the plate.
    + ❤️ mika amara
mika: I am counting every step out loud.
felix: Please do not.
noor: Please do, in three languages
@ 5d 09:18
felix: Ferry question. The winter timetable started, so the 08:30 we always take is gone.
mika: Gone gone?
felix: There is a 07:40 and a 09:10. I only work on them, I do not choose them.
    = ferries
amara: 09:10 lands at 10:05, then forty minutes on foot. That is cutting it fine.
    > ferries
ilse: With seven people and a pot? That is not fine, that is swimming.
    + 💯 amara mika
@ 4d 20:44
ilse: The owner sent pictures. Two rooms with bunks, one with a double bed, and a sofa by the stove.
ilse: Sleeps eight if someone takes the sofa.
    = sofa
    + 😍 mika noor jun amara
    + 🛋️ felix
mika: I'll take the sofa. I fall asleep first anyway.
    > sofa
noor: You fall asleep during sentences
    + 😂 ilse felix jun
mika: Only long o
felix: Hahaha
@ 3d 18:31
* ilse adds tomasz
ilse: Tomasz is coming! He says the boiler there has opinions.
    + 🎉 mika noor amara felix jun
tomasz: Good evening everyone. I have read nothing above, is there a bed left?
noor: There is half a sofa and a whole Mika on it
tomasz: I will bring a mat. And the small toolbox.
mika: Bring the big one, you know how this goes.
tomasz: It is already in the car.
    + 🧰 ilse mika
@ 2d 07:55
amara: Forecast for our weekend: wind north west, 4 to 5, clear nights. Warm things, please.
    + 🧣 noor jun
jun: Clear nights mean stars. I am bringing black paper.
felix: And I bring the flask that my aunt does not know about.
    ~ And I bring the flask that my ant does not know about.
mika: An ant with a flask would have been better.
    + 🐜 noor tomasz jun amara
@ 2d 21:10
noor: Adam asks whether dogs are allowed.
    = dogs
ilse: No dogs, sadly. Sheep on the island.
    > dogs
noor: He is not a dog person, he asked for the neighbour
noor: The neighbour is relieved
    + 🐕 mika
@ 1d 12:20
felix: Someone has to decide about the ferry, I need to tell the crew how many we are.
mika: Not the 09:10. I have seen Amara's face.
    + 👍 amara ilse
tomasz: I vote for whatever leaves me time to look at the boiler in daylight.
ilse: So the early one?
jun: The early one. I will sleep standing.
@ 1d 18:47
mika: 07:40 ferry, pier 3. Meet at 07:20 by the ticket window.
    ^ mika
    + 👍 ilse noor felix tomasz jun amara
noor: 07:20 is not a time, it is a threat
    + 😂 mika felix tomasz
felix: I am there from six. I will wave at you with a rope.
@ 3h
ilse: Keys are in the box by the gate. The code is the year on the plate, Jun knows it.
    + 🔑 jun
jun: I do and I will tell nobody, except all of you, above.
tomasz: Shopping list so far: gas, matches, coffee, onions, potatoes, a gasket 3/4 inch.
mika: One of these is not like the others.
    + 😂 ilse noor
noor: The onions?
@ 52m
noor: Bread is rising. This is a progress report.
    + 🍞 mika amara ilse
ilse: Mika, are you taking the pot on the ferry or does it go in Tomasz's car?
mika: Car, please. I carried it last time and my arms still talk about it.
tomasz: It fits next to the big toolbox. Nearly.
@ 14m
amara: @mika the 07:40 gets us there before the tide closes the causeway. The 09:10 does not.
    ~ @mika the 07:40 gets us there before the tide closes the causeway.
    + 🌊 ilse jun felix
    + 👍 tomasz noor
amara: So 07:40, and I bring coffee for everyone who is upright.
    + ☕ noor tomasz felix
tomasz: I checked with the harbour office: the causeway lights are working again.
felix: Then we only need to be awake for it.
"""
