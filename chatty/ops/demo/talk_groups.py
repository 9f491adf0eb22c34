"""The board with its roof, the walkers with their dogs, the choir with its recording."""

BOARD = """\
@ 9d 10:10
ilse: Roof quotes are in. Two of three, the third one wants to "come by and feel it".
priya: Feel the roof?
ilse: His words. Quote one is 18,400, quote two 21,950 with better gutters.
    = quotes
mika: What does "better gutters" mean for 3,550?
    > quotes
leo: Copper. And a man who sings while he works, I know him.
    + 🎶 ilse
@ 8d 09:30
ilse: The fund stands at 13,260. With the winter market we usually make another 2,000.
oskar: I can give the old mainsail for the raffle. It has a history and only one hole.
    + ⛵ mika priya leo
priya: I will ask the school for the gazebo again. They still have our rope, so they owe us.
@ 6d 16:05
leo: It rained into the canoe store last night. Again the same corner.
    + 😬 ilse mika oskar
ilse: Put the blue tub under it, please, and take a picture for the insurance.
leo: Tub is there. The tub is full. I have a second tub.
mika: I will write to the insurance tonight. Leo, time and date of the picture, please.
leo: Sunday, a quarter past seven, very wet.
@ 5d 19:20
priya: Motion for the meeting: take quote one now, add the gutters next year.
    = motion
oskar: Seconded.
    > motion
ilse: Against, gently. Scaffolding costs 2,900 each time. Twice is 5,800.
    > motion
    + 👍 mika leo
priya: Ah. I withdraw it, gently.
    + 😂 ilse oskar mika
@ 3d 20:02
mika: Minutes of Tuesday are written. Short version: quote two, if the fund reaches 16,000 by March.
    = minutes
    + ❤️ ilse
    + 👍 priya leo oskar
ilse: Perfect. You even spelled the roofer's name right.
@ 2d 09:44
leo: The man who feels roofs came by. He felt it. He says 17,100 and he starts in a week.
priya: Do we believe in him?
leo: He patted a beam and it answered.
    + 👀 mika oskar
oskar: I would like to see what he built before.
leo: He did the chapel at Oostkade, and it is dry. I checked with my own head.
@ 1d 13:15
ilse: I have asked him for it in writing, with gutters, with scaffolding, with a date.
    + 💯 priya mika
@ 4h
ilse: It is here. 19,480 with everything, and he puts the scaffold up for the market banner too.
    = offer
    + 🎉 leo priya oskar
priya: That is the best of the three, no?
oskar: By some way. I have read the small print, and there is not much of it.
leo: I said the beam answered.
@ 31m
ilse: The bank needs two signatures for the first payment, the chair's and the secretary's.
ilse: @mika can you sign the transfer form before four? I am at the boathouse until then.
    > offer
"""

WALKERS = """\
@ 16d 18:00
rosa: Sunday: dunes and back, 11 km, one steep bit. Meet at the water tower at nine.
    + 👍 yusuf sanne felix
sanne: Is it the steep bit with the view or the steep bit with the goats?
rosa: Goats.
sanne: Then I come.
@ 14d 15:30
yusuf: Wonderful today, thank you Rosa. My legs are complaining in two languages.
    + 😂 rosa sanne oskar
rosa: The goats asked after you.
oskar: I found a glove on the path, left hand, green. Anybody?
sanne: Mine! I have been looking for half of my hands since noon.
@ 10d 09:00
rosa: No walk this Sunday, the choir takes half of you. Next week the old railway line.
felix: The whole line, with the tunnel?
rosa: With the tunnel. Bring a lamp.
mika: I would love to, but I am on minutes duty. Send pictures of the dark.
    + 😂 felix rosa
@ 7d 14:20
felix: 380 m of tunnel, eleven lamps, one bat. The bat was not impressed.
    + 🦇 rosa sanne oskar yusuf
oskar: I counted 412 sleepers until I lost count at 97.
yusuf: ما أجمل الصدى في النفق. The echo alone was worth it.
    + ❤️ sanne
@ 5d 19:05
rosa: This Sunday: 14 km, easy, dogs welcome. Along the dyke to the pump house and back by the mill.
    = dyke
sanne: Dogs welcome as in I may pat them, or as in I should bring one?
rosa: Both are permitted.
leo: I can bring my sister's dog. He pulls like a tug.
felix: A tug is what we need on that dyke, with this wind.
oskar: Where do we meet?
rosa: Pump house car park, half past nine. There is room for six cars if people think.
oskar: People do not think before ten.
    + 😂 leo felix sanne yusuf
yusuf: Who has a seat? I come from the market square.
felix: I have two. Quarter past nine by the fountain?
    = seats
yusuf: Perfect, I bring cardamom coffee.
    > seats
felix: Then I have only one seat left, and it is for the coffee.
@ 4d 08:12
sanne: Weather says showers until ten and then blue.
rosa: The weather says many things. Bring a jacket.
leo: The dog has a jacket. I do not.
rosa: There is a spare one in my car, it smells of apples.
leo: Deal.
@ 3d 17:26
priya: May I bring two colleagues? They teach geography and never go outside.
rosa: Of course. Fourteen kilometres will do them good.
priya: They have asked whether there is a map.
rosa: There is me.
    + 💪 sanne felix leo
@ 2d 11:40
oskar: I will be on the mill side, so I join you at the bridge.
rosa: Count us as we pass, then we know whether we lost anybody.
oskar: And if I count one too many?
sanne: Then it was the bat.
    + 🦇 felix rosa yusuf oskar
felix: Brilliant
@ 1d 16:03
rosa: Small change: the path by the reeds is flooded. We take the upper one, half a kilometre more.
leo: So 14.5. The dog has been told.
yusuf: The coffee as well.
priya: The geographers have found the upper path on four maps and it differs on all of them.
    + 😂 rosa oskar leo
sanne: How do they survive?
priya: Tenure.
@ 2h
rosa: Who is bringing what for the pump house? I have soup, eight bowls and seven spoons.
felix: A spoon.
oskar: Two spoons and rye bread.
leo: Apples, and a dog biscuit for whoever needs one.
yusuf: Dates. From my cousin, so no arguing about who takes the last one, there are kilos.
    + 😍 sanne rosa
sanne: Cheese. The loud one.
rosa: Leave it outside the car, please.
"""

CHOIR = """\
@ 13d 21:05
sanne: Thank you all for tonight. Bar 34 was nearly music.
    + 😂 mika priya adaeze rosa
adaeze: Nearly! I am writing that on the calendar.
priya: Can we go over the entry after the long rest? I count, and then I listen, and then I am lost.
sanne: Count and do not listen. First time I have ever said that.
@ 11d 10:14
mika: Does anybody have a spare copy of page 7? Mine met a cup of tea.
rosa: I have two page sevens and no page eight, so that explains Tuesday.
    + 😂 sanne adaeze
@ 6d 20:58
sanne: New order for the concert: the lullaby first, then the two sea songs, then the Pärt.
    ^ sanne
priya: The Pärt last? With my nerves?
sanne: With your nerves it will be perfect, it is mostly silence.
    + ❤️ mika
yuqing: 我终于记住歌词了！ I finally know the words!
    + 🎉 sanne rosa mika adaeze priya
@ 4d 09:31
adaeze: The chapel wants to know whether we need chairs.
sanne: Twenty-four, and the low bench for the basses, they like to think they are tall.
@ 3d 22:12
sanne: Recording from Tuesday is up on the shelf by the piano. On a stick. Like in the old days.
rosa: I listened. We are better than I thought, and slower.
sanne: Both are true.
"""
