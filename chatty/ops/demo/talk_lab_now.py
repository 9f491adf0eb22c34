"""Harbour Lab, last part: the gauge at work, the drill that is lost, this week."""

LAB_NOW = """\
@ 5d 20:05
yuqing: The page with the curve is up, five minutes a point. Link is on the board by the door.
amara: I have it open next to the real thing. They agree.
ilse: How many people look at it?
yuqing: Since noon: 212. One of them every minute.
amara: That is me.
    + 😂 yuqing ilse felix
felix: Eleven passengers asked me what the digits are. I said: the truth, in metres.
    + 💯 jun yuqing
@ 4d 07:50
leo: The kiosk now sells coffee at high water half price. You people have changed commerce.
noor: Is that in the law?
leo: It is on a board. With chalk. So yes.
    + ☕ amara mika tomasz
@ 4d 12:20
priya: May 9b come on Wednesday? They want to see the median in person.
yuqing: Of course. How many?
priya: 26, of whom 4 listen. The 4 are enough.
tomasz: I will hide the bandsaw.
priya: Please do not, the bandsaw is the 4.
    + 😄 tomasz yuqing
@ 4d 18:55
oskar: Where is the cordless drill, the blue one?
oskar: Anyone?
leo: I saw it on the shelf next to the paint on Monday.
felix: I have seen A blue drill on the ferry, but that one belongs to the ferry.
oskar: It has my initials on it, O. L., and a strip of red tape.
mika: There is one in the boathouse with a strip of red tape.
oskar: Initials?
mika: It says "OL" and under it somebody wrote "ive".
    + 🫒 noor jun felix leo
oskar: That was me. I had time.
mika: I bring it tonight. Somebody fixed the canoe store with it and did not say so.
leo: I fixed the canoe store with it and I did not say so.
ilse: Thank you, Leo. Also: the list by the door, Leo.
leo: The list by the door. Signing now, backwards in time.
    + 😂 ilse mika oskar
@ 3d 08:45
yuqing: The gauge lost signal from 03:10 to 03:40. Anybody awake then?
amara: I was. Lightning, two big ones out at sea.
yuqing: Then it was the mast, not us. It kept the values and sent them later.
    = gap
priya: It kept a diary!
    > gap
yuqing: In ink. 256 kilobytes of ink.
tomasz: The spider in the nozzle could learn from it.
@ 3d 13:30
sanne: May the choir use the lab on the evening of the market? We need a place to be warm and loud.
yuqing: If the compressor may join in.
sanne: It is welcome in the second sea song.
    + 🎶 tomasz rosa mika
tomasz: I will tune it to an A.
@ 3d 19:20
yusuf: وصلت القطع من دمشق! Parts for the old radio came, all the way from Damascus.
    + 🎉 mika yuqing noor sanne
yusuf: My uncle packed them in three layers of newspaper. I read the newspaper first.
noor: What does it say?
yusuf: That it will rain. In March, four years ago.
    + 😂 noor jun
jun: May I draw on the newspaper?
yusuf: It is yours, when I have finished the crossword.
@ 3d 21:40
leo: A man asked at the kiosk whether the lab could mend a merry-go-round horse.
tomasz: How big is it?
leo: Life size, for a small life.
jun: Oh please. Please can we mend a horse.
    + 🐎 mika noor rosa priya
oskar: What is wrong with it?
leo: One ear, one hoof, and it "looks disappointed".
jun: I can do eyes.
tomasz: I can do hoof.
oskar: Then I do the bridle, in the good leather. With the right needle, Leo.
leo: With the right needle.
ilse: Is it paid work?
leo: He offers a lifetime of free rides.
ilse: For the books: one lifetime, free rides.
    + 😂 leo jun oskar yuqing
@ 2d 08:20
jun: The horse is here. Its name is Bernhard, it says so under the saddle.
priya: Good morning, Bernhard.
jun: He is lime wood, about ninety years old, with eleven coats of paint. The third is the best.
yuqing: How do you know?
jun: He is chipped. You can read him like a tree.
rosa: What colour was the third?
jun: Cream, with grey apples, and a little gold on the mane.
    + 😍 rosa mika sanne noor amara
tomasz: The hoof is a dowel and good will. Tonight.
@ 2d 10:30
tomasz: Class 9b was here. All is whole. One girl asked better questions than the insurance.
priya: Lotte?
tomasz: Lotte. She wants to know why the battery is for eight days and not nine.
yuqing: Because nine did not fit into the box.
priya: She said it would if it lay on its side.
yuqing: ...
yuqing: She is right.
    + 👏 priya tomasz amara mika jun
yuqing: 她可以来实验室工作。 She can have my job.
@ 2d 17:05
ilse: Materials fund is at 188. Coming up: blades 40, filters 25, biscuits "variable".
mika: Variable is fair.
oskar: There is a biscuit inflation since the class was here.
tomasz: They were paid in biscuits. I signed for it.
ilse: On which list?
tomasz: On the box. With a pencil.
    + 😂 oskar mika yuqing
@ 2d 20:50
felix: Night shot of the gauge from the ferry: the digits glow, the sea does not. I like it.
jun: Did you see the hat on the ones?
felix: I saw the hat and took mine off.
    + 🎩 jun amara
@ 2d 22:05
tomasz: Bernhard stands. On four.
    + 🎉 jun leo oskar rosa mika
jun: The ear is glued and has to sleep until tomorrow. Nobody whisper into it.
sanne: I only hummed.
yusuf: He looks less disappointed already.
felix: He looks like the deputy mayor.
amara: That is what I was trying not to say.
    + 😂 felix leo priya noor
@ 1d 08:10
rosa: My toaster makes both sides now. I am not used to it, I burn with joy.
tomasz: Turn it to three.
rosa: It is at three.
tomasz: Then two. And the window.
@ 1d 11:25
leo: A visitor wants to buy the sign from the repair evening.
jun: For how much?
leo: He said "name it".
jun: Tell him it is called "Bring what is broken" and it stays.
    + ❤️ mika yuqing noor rosa sanne
leo: I told him. He bought a waffle.
@ 1d 15:40
oskar: Who can hold a 7 m pole for ten minutes this afternoon?
felix: I hold things for a living. Half past four?
oskar: Perfect. Gloves, please, it has splinters and a temper.
@ 1d 17:15
oskar: Thank you Felix. The pole thanks you too, it is a mast now.
    + ⛵ felix jun
@ 1d 18:15
jun: First coat of cream is on. He is looking at me differently.
noor: Differently how?
jun: As if I had finally understood.
oskar: Bridle is cut. Chestnut, brass buckle from Amara's auction box.
amara: So the piano bag was good for something.
yusuf: The piano screws are mine. The buckle was in with the threes.
priya: I have told 9b. They would like to know how fast he was.
leo: Eleven rounds a minute, on a good day, with music.
priya: Radius?
leo: Four metres and a bit.
priya: 4.6 metres a second. Faster than the pendulum.
    + 🤓 yuqing tomasz
yuqing: Faster than MARGARETHA with the wind behind her.
@ 1d 19:30
yuqing: While most of you are at the lighthouse I will clean out shelf C. Last call for shelf C.
tomasz: The transformer is mine.
yusuf: The brown box is mine. Do not open it, it ticks.
amara: It ticks?
yusuf: It is a metronome. I think.
    + 😬 yuqing mika
felix: The 12 volt supply was mine for a day and I put it back, dry.
yuqing: Seen. Dry. Thank you.
noor: There is a bag of rye flour on shelf C and I am not ashamed
    + 😂 tomasz oskar
@ 7h
amara: Gauge says 0.61 at six, table says 0.62. I have nothing to complain about, it feels strange.
tomasz: You could complain about the ladder.
amara: The ladder is fine. It is tied with your good rope.
tomasz: My what?
    + 😂 felix jun yuqing
@ 4h
priya: Marking exams. Quote: "The median is the mean, but calmer."
    + ❤️ yuqing jun mika amara
yuqing: Full marks.
priya: Full marks, and I wrote "yes" three times.
@ 95m
oskar: The new needle for six layers has come. It looks like something for whales.
leo: May I borrow it for the collar?
oskar: You may borrow it in my presence.
    + 🐶 leo
yuqing: 下午我会在实验室。 I am in the lab from two, if anybody needs the door.
jun: I need the door, and the light table until five.
yuqing: Door and light. 门和光。
@ 27m
tomasz: I leave the boiler keys in the drawer with the note. Yuqing is captain until I am back.
    + 🫡 yuqing oskar
yuqing: Do I get a hat?
jun: Like the ones.
    + 🎩 yuqing tomasz felix
leo: Bernhard stands in the kiosk window until Saturday. He is very good for business.
jun: Does he still look disappointed?
leo: Only when somebody buys tea.
rosa: Then he is one of us.
    + ☕ mika noor
"""
