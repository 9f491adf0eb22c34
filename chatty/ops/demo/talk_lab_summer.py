"""Harbour Lab, first part: the new room, the radio on the roof, the children's kites."""

LAB_SUMMER = """\
@ 61d 09:05
yuqing: New room, old shed. Everything about the lab goes here from now on.
tomasz: Does that include the kettle?
yuqing: The kettle most of all.
jun: Hello from the drawing table.
mika: Hello! I only come for the biscuits, but I am loyal.
    + 🍪 yuqing jun
felix: Same.
noor: The biscuits send greetings to their fans
ilse: One rule from the treasurer: no receipt, no money. Also not for biscuits.
noor: The biscuits are a donation
ilse: Then I love them without paperwork.
    + ❤️ noor mika
@ 60d 18:40
felix: What is the long wire on the roof?
yuqing: An antenna. I would like to hear the ships say their names.
amara: AIS? We send ours every ten seconds, you are welcome to it.
yuqing: So far I hear a taxi and somebody who is very fond of accordions.
yusuf: Accordions are on 162 as well?
yuqing: They should not be.
    + 🪗 sanne felix mika
@ 59d 20:15
yuqing: First ship! MARGARETHA, 4.1 knots, bound for us, draught 2.3.
    + 🎉 amara felix yusuf tomasz
felix: That is the gravel boat. She has been bound for us since breakfast.
amara: She is shy in narrow water.
jun: I can see her from the window. Draught 2.3 and a man eating a pear.
yuqing: The protocol has no field for the pear.
    + 🍐 jun amara mika
@ 58d 08:30
tomasz: Somebody has painted a line on the floor around my bench.
oskar: It is where the sparks end, so that the sails know.
tomasz: Do the sparks know?
oskar: I told them slowly.
@ 57d 19:05
priya: May I run something with kites? Ten children, two hours, string.
yuqing: Inside?
priya: We build inside and regret outside.
oskar: I have spinnaker scraps in nine colours. They may have all but the red.
rosa: Why not the red?
oskar: I am in love with the red.
    + ❤️ rosa leo noor
priya: Dowels?
tomasz: Four millimetre, about forty of them, behind the door. One is a chopstick.
noor: I wondered where it went
@ 56d 12:20
ilse: The owner of the shed asks whether we heat with wood.
tomasz: We heat with gas and with opinions.
ilse: I wrote "gas".
@ 55d 17:50
jun: Light table is built. It is a window, lying down, with a lamp below.
yuqing: Which lamp?
jun: The good one.
yuqing: The good one from the microscope?
jun: That might be the one.
    + 👀 yusuf yuqing
yuqing: I will find you another good one.
jun: すみません。 I bring dumplings as a fine.
yuqing: 罚款接受了。 Fine accepted.
    + 🥟 mika felix noor
@ 54d 09:10
leo: The dumplings are gone and I was only there for the post.
jun: There were thirty.
leo: There was a lot of post.
@ 52d 18:25
sanne: Could somebody look at a metronome? It limps.
yusuf: Bring it. On which foot does it limp?
sanne: The left. Tick, tock, tick, and then it thinks.
yusuf: The pendulum hangs crooked. Ten minutes, and a small paper under the right side.
sanne: A paper?
yusuf: The best tool in the shop. Everything is level with enough paper.
    + 🎼 sanne mika priya
@ 51d 11:30
priya: Kites: ten built, nine flew, one became a hat.
    + 🪁 oskar mika rosa noor felix
priya: The hat is the favourite.
oskar: Somebody used the red.
priya: Nobody used the red.
oskar: There is a triangle missing from it, about a hand wide.
leo: The dog has a very small red cape now. I can explain.
    + 😂 felix noor mika jun amara
oskar: Does it suit him?
leo: He has never walked so well.
oskar: Then we say no more about it.
@ 49d 19:45
amara: Your ship page says that I sailed through the church this morning.
yuqing: A reflection, from the grain silo. I can filter it.
amara: Leave it until Sunday, please. My mother saw it and was very proud.
    + ⛪ felix mika sanne
@ 48d 13:15
tomasz: The drill press has a wobble of a tenth. Found it. It was the floor.
oskar: How do you repair a floor?
tomasz: With paper, says Yusuf.
yusuf: Enough paper.
@ 47d 20:30
mika: I wrote down how one becomes a member, half a page. It hangs next to the kettle.
ilse: It says "pay Ilse 8 a month and be kind". Correct.
    + 👍 yuqing oskar rosa noor
felix: In that order?
ilse: In either.
@ 46d 10:00
rosa: My nephew asks for a bird house. He is six. The birds are older.
tomasz: Saturday at ten, he drills, I hold.
rosa: He would like two doors, in case of guests.
tomasz: The boy has been brought up well.
    + 🐦 jun mika noor
@ 45d 10:55
tomasz: He drilled four doors. We call it a hotel.
rosa: He has given it three stars and a mat.
jun: I painted the sign. "Vacancies".
    + ⭐ rosa mika felix sanne
@ 43d 18:10
noor: Who ate the display cake
noor: It was for the DISPLAY. It was painted
felix: It was a little dry.
noor: FELIX
felix: And salty. I thought it was from the north.
    + 😂 mika jun leo oskar amara priya
yuqing: Was that the acrylic or the enamel?
noor: Food colour, thank goodness. He will just be interesting for a day
@ 42d 09:20
felix: I am interesting. That is all I will say.
    + 🌈 noor amara mika
@ 41d 19:35
yuqing: Ships so far: 214 different ones. Longest 190 m, shortest 6, oldest built in 1911.
yusuf: 1911! Which one?
yuqing: The tug, JOHANNA. She answers to nobody and sends her name in lower case.
amara: That is her skipper. He types with the elbow.
    + ⚓ yuqing felix leo
priya: May I have the list for class? We do distributions next month.
yuqing: In a file, tonight. With the pear man as a footnote.
jun: I have drawn the pear man, too.
@ 40d 17:00
oskar: For the record, the red is safe, it is now in the tin that says GREEN.
leo: Why do you tell us?
oskar: Trust. And a lock.
    + 🔒 leo mika
"""
