"""Harbour Lab, third part: the repair evening, and the tide gauge that they build after it."""

LAB_GAUGE = """\
@ 15d 16:45
mika: Doors in fifteen minutes. There is a queue, and it has brought a vacuum cleaner.
tomasz: I am ready.
oskar: I am ready.
yusuf: أنا جاهز. Ready.
yuqing: Where is the box with the fuses?
priya: Under the bread.
@ 15d 22:20
mika: Final count: 38 came, 29 went home working, 5 need parts, 3 are now donors, 1 was a gift.
    = count
    + 🎉 yuqing tomasz oskar yusuf noor priya jun
noor: Who brings a working mixer to a repair evening?
mika: She said it was fine, but that it wanted to see people.
    + ❤️ noor sanne rosa
tomasz: Eight of nine toasters. The ninth is a lamp now.
yusuf: The sad one is happy. It was a spring, this long: -
oskar: 11 zips. Zips are the mosquitoes of sailmaking.
priya: A boy asked whether I am a real scientist. I said ask the kettle.
    + 😂 yuqing mika jun
yuqing: The donation jar has 163.50 and a button.
ilse: The button too goes into the books.
oskar: Mine, I think. Two holes, dark blue?
ilse: Four holes, red.
oskar: Not mine. Keep it.
@ 14d 10:35
tomasz: Sweeping at eleven, who comes?
felix: Off shift at twelve, I can carry tables.
rosa: I come with a broom of my own.
tomasz: Of course you have a broom of your own.
jun: The sign stays up, I like how it looks in daylight.
@ 14d 19:50
amara: Idea. The tide gauge at pier 2 has been wrong since spring, by 12 to 20 cm.
amara: The harbour office says a new one is "budgeted". Could we build one?
    = idea
    + 👀 yuqing tomasz jun felix
yuqing: Measuring what, exactly? Distance down to the water?
    > idea
amara: Yes. From the pier's edge it is 1.2 to 5.8 m, over the whole year.
yuqing: Ultrasound does that, in wind it gets nervous. Radar is better, about 90 for a module.
tomasz: Or a float in a pipe, like our great-grandparents. Float, wire, wheel, done.
priya: A stilling well! The pipe calms the waves. I could teach a whole month with that.
    + 💡 amara yuqing tomasz
felix: A pipe at pier 2 gets ice and gets ferries.
yuqing: Radar then, on the beam above, nothing touches water.
amara: And it must show the number where I can read it from the boat.
jun: Big digits. I will draw you big digits.
    + 🔢 amara
@ 13d 12:15
yuqing: Module ordered. 80 GHz, range 10 m, it talks over a serial line.
yuqing: 我先在家里的水桶上测试。First test will be over a bucket at home.
tomasz: What shall I make?
yuqing: A box that survives February.
tomasz: With pleasure.
ilse: From which fund?
yuqing: 89 from the repair jar?
    > count
ilse: Approved, the button stays.
    + 😂 yuqing mika tomasz
@ 12d 18:05
tomasz: Box: grey, aluminium, sealed, vented so it does not sweat. I have an old pump control.
amara: Does it say anything on it?
tomasz: It says DO NOT.
amara: Do not what?
tomasz: The rest was scratched off. I think it is good advice.
    + 😂 felix jun oskar yuqing
@ 11d 09:40
oskar: The sewing machine skips stitches.
yuqing: Did somebody sew leather?
leo: It was not me. I use the tin on the left now.
oskar: It was me. Sail, six layers. I am asking for a friend, who is the machine.
tomasz: Oil, new needle, slower.
oskar: Oil, new needle. Slower I refuse.
@ 11d 20:15
yuqing: Radar over bucket: 1.204 m, and 1.203, and 1.204. The cat walked by: 0.611.
    + 🐈 mika yusuf jun
priya: So the cat is 59 cm tall?
yuqing: The cat was on a chair.
priya: Publish.
    + 🤓 yuqing
@ 10d 17:20
jun: Digits. Five of them, 30 cm high, white on black, I made the seven with a little foot.
amara: Why does the seven have a foot?
jun: So that from far away it is not a one.
amara: I have been reading sevens as ones for nineteen years. Make the foot.
    + 🦶 jun felix
felix: I can test from the ferry. I will call what I see from 50, 100 and 200 metres.
@ 9d 19:10
yuqing: Board works: radar, small computer, LTE stick, solar with a battery for eight dark days.
tomasz: What happens on the ninth?
yuqing: It sends me a message that says goodbye.
sanne: That is the saddest thing I have heard this week, and I teach the basses.
    + 😂 rosa mika priya
yuqing: Waves: I take the median of 60 seconds. Ferries pass in 20, so they fall out.
priya: Median, not mean. I could cry.
amara: Why not the mean?
priya: One seal under the sensor and the mean says flood. The median says: seal.
    + 🦭 amara yuqing felix noor
@ 9d 21:30
felix: Digits are readable at 200 m with the naked eye. At 300 I read 4.17, it was 4.11.
jun: The foot is on the seven only.
felix: It was the ones. Give the ones a hat?
jun: The ones get a hat.
@ 8d 10:00
tomasz: Who has been in my drawer with the cable glands?
yuqing: Me. Two M16. Replaced with two M16 and a thank-you note.
tomasz: I found the note. I have kept the note.
    + ❤️ yuqing
@ 8d 18:40
amara: The harbour master says yes, if we do not drill. Clamps only.
tomasz: Clamps only. I have clamps that have never been used on anything ugly.
ilse: Are we insured on the beam?
amara: I asked. On the boat yes, on the ladder yes, on the beam "please be quick".
ilse: I did not read that.
@ 7d 07:30
oskar: Heating in the lab is off. It is 9 degrees and my thread has goose bumps.
tomasz: Pilot light. I am there at eight.
oskar: I wear two sails until then.
@ 7d 08:25
tomasz: It burns. A spider had moved into the nozzle.
rosa: Where is the spider now?
tomasz: On the windowsill, writing a complaint.
    + 🕷️ oskar mika jun
@ 7d 19:45
yuqing: Dry run tonight on the lab roof, pointed at the yard. Reads 4.36, tape says 4.36.
    + 🎉 amara tomasz priya jun
tomasz: And the box?
yuqing: I put the garden hose on it for ten minutes. Inside: dry, and a little proud.
amara: When do we mount it?
yuqing: Low water on a calm day, with Felix's ferry not there.
felix: My ferry is never there between 10:05 and 11:50.
amara: Sunday low water is at 10:40. Calm, says the forecast.
    = sunday
    + 👍 yuqing tomasz jun felix
@ 6d 12:30
noor: I bring soup to the pier. Nobody mounts anything on an empty stomach
    + 🍲 amara tomasz yuqing jun
rosa: The walkers pass pier 2 at eleven. We will stand and stare.
tomasz: No staring while I am on the ladder.
rosa: We will stare at the ladder, then.
@ 5d 09:55
amara: On site. Water like glass. The ladder is tied, Tomasz is up.
felix: I see you from the slip, wave!
jun: He cannot wave, he is holding eleven kilos.
felix: I meant the box.
@ 5d 10:50
yuqing: First reading: 5.42 down, so 0.38 above datum. The old gauge says 0.55.
amara: My lead line says 0.39.
    + 🌊 felix rosa noor
priya: One centimetre! ONE!
yuqing: That was the ferry's wake, give it a minute.
yuqing: 0.38. 0.38. 0.39. 0.38.
tomasz: I am coming down now, my hands are also at 0.38.
    + 😂 amara jun yuqing felix noor
noor: Soup!
@ 5d 14:10
jun: 写真の代わりに絵を描きました。 I drew it instead. Tomasz looks heroic, on request.
tomasz: I requested "warm".
mika: Put it on the wall by the kettle.
    + 🖼️ jun yuqing amara
"""
