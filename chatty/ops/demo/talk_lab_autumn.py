"""Harbour Lab, second part: keys, the laser's mirror, the repair evening."""

LAB_AUTUMN = """\
@ 39d 09:05
oskar: I have now missed three messages about thread since summer. Is there a bell for thread?
yuqing: You can have one made. Table two, the small lathe.
oskar: I walked into that.
priya: The school says thank you for last week. Two children want to move in.
tomasz: They may, if they sweep.
@ 38d 18:20
oskar: Who has the second key?
leo: I had it in summer and gave it to Felix.
felix: I gave it to the hook.
oskar: The hook is empty.
amara: It is on the pilot boat, sorry, it was in my jacket. Back tonight at eight.
    + 🔑 oskar
oskar: It has now been to sea. Does it need a blessing?
sanne: I can sing at it.
yuqing: I am getting three more cut tomorrow, and a list where one signs for them.
ilse: Four, please. One belongs in the boathouse safe.
yuqing: Four. 🔑🔑🔑🔑
@ 37d 12:40
noor: Is the big table free on Thursday? I want to build a proofing box.
tomasz: Free until six, then Oskar has a sail on it.
noor: I only need an hour and somebody who is not afraid of thermostats
tomasz: I am afraid of nothing with three wires.
yuqing: It has four.
tomasz: Then bring Yuqing.
    + 😂 noor yuqing
@ 36d 19:15
jun: The laser cuts at an angle again. My gulls lean.
    = gulls
yuqing: How much?
jun: Four degrees to port.
amara: That is within tolerance for gulls.
    + 😂 jun felix mika
yuqing: Probably the second mirror. I can look on Saturday morning.
tomasz: Do not clean it with the blue cloth, please. The blue cloth was used on my bike.
jun: Which cloth is the good one?
tomasz: The one in the box that says NOT A CLOTH.
oskar: That explains my goggles.
@ 35d 10:05
yuqing: Mirror two had a fingerprint on it. A whole one, with a life line.
felix: A detective could find out whose.
yuqing: It also had flour on it.
noor: I plead the fifth
    + 🍞 yuqing jun
yuqing: Cleaned and aligned. Test square is 50.0 by 50.0.
    > gulls
jun: My gulls fly straight again, thank you.
    + 🐦 yuqing amara
@ 34d 17:30
oskar: Somebody sewed leather on my machine.
oskar: With my needle.
leo: It was a dog collar. I am sorry. It was for the dog.
oskar: Which dog?
leo: My sister's.
oskar: The one with the ears? All right then. There are leather needles in the tin on the left.
    + 🐶 leo mika
leo: He sends regards and one of the ears.
@ 33d 20:10
priya: Is anybody good with fans? The one in the solder corner pulls nothing.
tomasz: Filter. It is always the filter.
priya: The filter is a sock.
tomasz: Whose sock?
priya: I was not going to ask.
yuqing: It was an emergency. I have real ones on order, carbon, five pieces.
    + 👍 priya tomasz
rosa: I would like the sock back, it has a brother.
    + 🧦 yuqing priya mika oskar
@ 32d 09:30
ilse: Bookkeeping corner: materials fund 214, kettle fund 12, sock fund 0.
felix: We can start a sock fund.
ilse: No.
@ 31d 18:45
yusuf: هل يوجد مجهر في المختبر؟ Is there a microscope? I have a watch with a very small problem.
yuqing: Yes, the grey one behind the paint. The lamp is broken but you can use the ring light.
yusuf: Thank you. The problem is so small that I have named it.
mika: What is it called?
yusuf: Dust.
@ 30d 12:10
tomasz: The compressor is back. New belt, new gauge, old attitude.
amara: Is it louder than before?
tomasz: It is more confident.
jun: I could hear its confidence from the drawing table.
sanne: It is a B flat, by the way.
tomasz: It used to be an A. I did not know I was tuning it.
    + 🎶 sanne felix
@ 29d 19:00
yuqing: Repair evening is in two weeks. Who takes which table?
tomasz: Pumps, heaters, things that drip.
yusuf: Clocks and radios.
oskar: Zips, sails, straps, umbrellas.
yuqing: Electronics. I need one more person who can solder and smile.
priya: I can solder.
yuqing: We will work with that.
    + 😄 mika noor
noor: I will do coffee and bread, and tell people to wait nicely
mika: I write the list at the door. Name, thing, what it no longer does.
jun: And I draw the sign.
    + 🎨 mika yuqing
leo: I lend the kiosk umbrella in case it rains into the queue.
rosa: I bring my toaster, it only makes one side.
tomasz: Which side?
rosa: The wrong one.
@ 28d 08:20
felix: The 3D printer has made a nest.
yuqing: Spaghetti?
felix: More like a stork was here.
    + 🪺 jun mika
yuqing: Stop it, heat to 200, pull gently. If it does not come, do not pull.
felix: It came. It has a small boat inside it. Two thirds of a boat.
yuqing: The bed was cold. I will put up a note.
@ 27d 21:05
yuqing: Note is up. "Let me get warm first. You like it too."
    + ❤️ felix oskar sanne
sanne: I read it aloud to the altos.
@ 26d 17:40
oskar: May I order thread for everybody? Minimum is twelve spools.
leo: What colours?
oskar: Navy, white, rust, and a green that nobody needs.
leo: I need the green.
oskar: Somebody always does.
ilse: Within 60, please, and on the lab's name.
oskar: 57.40 with postage.
ilse: You are my favourite member.
oskar: Until when?
ilse: Until the next receipt.
    + 😂 oskar mika priya
@ 25d 13:00
noor: The proofing box holds 26 degrees, plus minus nothing. Dough has never been so calm
    + 🎉 yuqing tomasz
tomasz: Four wires.
noor: Four wires. I am a changed woman
jun: Could ink be kept in it?
noor: Ink and dough have to be introduced slowly
@ 24d 19:25
priya: Question from class: why does the bandsaw blade not fall off the wheels?
tomasz: Because the wheels are crowned. A belt climbs to the highest point.
priya: I know. They did not believe me, they believe you.
tomasz: Tell them I have all my fingers.
priya: That is what convinced them.
    + 🖐️ tomasz mika felix
@ 23d 10:50
amara: Found a box of brass screws at the harbour auction, about two kilos. Six euros.
tomasz: What sizes?
amara: All of them.
tomasz: You are wonderful.
yusuf: Any very small ones?
amara: There is a little bag that says "piano".
yusuf: Please keep the piano for me.
    + 🎹 sanne amara
@ 22d 18:15
leo: The lamp over the vice is dead.
yuqing: Bulb or lamp?
leo: I changed the bulb, so the lamp. Or two bulbs.
tomasz: The cable is pinched under the vice. I saw it and thought: later.
leo: It is later.
tomasz: Coming.
@ 21d 20:30
mika: Sign-up list for the repair evening so far: 31 things, of which 9 are toasters.
tomasz: Is there a toaster disease?
mika: One is described as "sad".
yusuf: I would like the sad one.
    + 🥲 mika rosa noor
priya: Three kettles, two radios, one chair "that leans towards people".
jun: I know that chair. It belongs to my dentist.
@ 20d 09:15
yuqing: Filters have arrived. The solder corner breathes again.
rosa: And my sock?
yuqing: Washed, twice, and reunited.
    + 🧦 rosa mika
@ 19d 19:40
felix: Does anybody have a 12 volt supply that I could take on the ferry for a day?
yuqing: Shelf C, the one with the yellow tape. Bring it back dry.
felix: Everything on the ferry is dry, except the ferry.
@ 18d 22:10
tomasz: Who left the glue gun on?
tomasz: Never mind, it was me.
    + 😂 oskar leo yuqing felix
oskar: Honest man.
yuqing: I will wire a timer to that socket. One hour, then off.
ilse: How much is a timer?
yuqing: 9.
ilse: How much is a shed?
yuqing: I am ordering two.
    + 🔥 tomasz oskar
@ 17d 12:00
oskar: Thread is here. The green is even worse than I remembered.
leo: It is beautiful.
mika: I have seen it. It looks like soup that wants to be left alone.
    + 🍲 noor oskar
@ 16d 18:30
yuqing: One day to go. Who has tables, who has extension leads?
leo: Two folding tables from the kiosk.
ilse: Four from the boathouse, but they must be back on Saturday with the same number of legs.
priya: Extension leads from school, tested, with stickers.
tomasz: I love a sticker.
jun: The sign is dry.
noor: So is the bread, the good way
"""
