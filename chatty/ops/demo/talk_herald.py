"""The Harbour Herald: one writes, everybody reads."""

HERALD = """\
@ 34d 08:30
adaeze: Issue 43: the slipway reopens
    | The slipway is open again from Saturday. Please launch one at a time, even in a hurry.
    | The old winch stays where it is until somebody finds out who owns it.
    + 👍 mika ilse leo felix oskar rosa
@ 28d 08:30
adaeze: Issue 44: lost and found
    | Found: one oar, two left gloves, a trumpet. Lost: the patience of the harbour office.
    | Collect the first three at the kiosk on pier 3. Leo plays the trumpet until you do.
    + 😂 mika noor amara sanne felix
    + 🎺 leo
@ 21d 08:30
adaeze: Issue 45: winter market
    | Stalls can be booked at the boathouse. There are 22 places and 19 people who always come.
    | The raffle takes whatever is whole, clean and smaller than a mainsail. Oskar, we mean you.
    + ⛵ oskar ilse priya
@ 14d 08:31
adaeze: Issue 46: the lab opens its doors
    | Harbour Lab in the old customs shed has a repair evening every second Thursday.
    | Bring what is broken. Bring the screw that was left over. Bring patience and biscuits.
    + 🔧 tomasz yuqing jun yusuf
    + ❤️ noor mika rosa
@ 7d 08:29
adaeze: Issue 47: winter timetable of the ferry
    | From this week the first boat leaves at 07:40, the second at 09:10, then every two hours.
    | The 08:30 is gone. It had eleven passengers and we have heard from all of them.
    = ferry
    + 😢 mika felix jun
    + 👍 amara leo
@ 1h
adaeze: Issue 48: tide tables and a new bench
    | Tide tables for the coming quarter hang at the harbour office and lie at the kiosk, free.
    | The new bench by the tower was paid for by the walkers. It seats five, or three with dogs.
    | The choir sings in the chapel in three weeks. Come early, the warm seats are at the front.
    + 🎉 rosa sanne yusuf
    + 🐕 leo
"""
