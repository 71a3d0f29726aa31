/** The people of the demo board. Everybody has the same password: it is a demo. */
export const DEMO_PASSWORD = 'correct-horse-9';

export const people = {
  maya: 'Maya Okafor',
  jonas: 'Jonas Lindqvist',
  priya: 'Priya Raman',
  tomas: 'Tomás Rivera',
  edith: 'Edith Brandt',
} as const;

export type Person = keyof typeof people;

export const emailOf = (person: Person): string => `${person}@example.com`;

export interface SeedPost {
  readonly by: Person;
  readonly title: string;
  readonly body: string;
  readonly hoursAgo: number;
  readonly likedBy: readonly Person[];
  readonly views: number;
  readonly comments: readonly (readonly [by: Person, minutesLater: number, body: string])[];
}

/** Oldest first. */
export const board: readonly SeedPost[] = [
  {
    by: 'edith',
    title: 'The tool library opens on Saturday',
    body: 'Shelves are up, the drill has a new chuck, and somebody donated a proper ladder. Doors open at ten in the old laundry room. Bring back what you borrow, and write down what breaks: nobody will be cross.',
    hoursAgo: 190,
    likedBy: ['maya', 'jonas', 'priya', 'tomas'],
    views: 41,
    comments: [
      ['tomas', 22, 'I can take the desk until noon.'],
      ['maya', 95, 'Is there a jigsaw? I have been putting off a shelf since March.'],
      ['edith', 130, 'There are two. One of them even cuts straight.'],
    ],
  },
  {
    by: 'jonas',
    title: 'Found: one grey cat, very sure of itself',
    body: 'It walked in through the kitchen window on the second floor, ate half a salmon and is asleep on my keyboard. White paw on the left, no collar. If it is yours, please come and negotiate.',
    hoursAgo: 143,
    likedBy: ['maya', 'edith', 'priya', 'tomas'],
    views: 67,
    comments: [
      ['priya', 9, 'That is Pickles, from number 14. He has done this before.'],
      ['jonas', 14, 'Pickles has now also had the other half.'],
      ['edith', 48, 'I have told his people. They are on the way, with apologies and a salmon.'],
    ],
  },
  {
    by: 'priya',
    title: 'How we halved our heating bill without new windows',
    body: 'We bled every radiator, moved the sofa away from the one behind it, and lowered the flow temperature of the boiler from 70 to 55 degrees. That last one cost nothing and did most of the work. Happy to come by and look at yours.',
    hoursAgo: 98,
    likedBy: ['jonas', 'edith', 'tomas'],
    views: 88,
    comments: [
      ['tomas', 40, 'Did the bathroom still get warm at 55?'],
      ['priya', 52, 'Slower, but yes. We let it start half an hour earlier.'],
      ['jonas', 260, 'Tried it yesterday. The boiler has stopped sounding like a train.'],
    ],
  },
  {
    by: 'tomas',
    title: 'Five-a-side needs two more on Wednesdays',
    body: 'Half past six, the pitch behind the school. We are not good, and we have stopped pretending. Any age, any shoes.',
    hoursAgo: 71,
    likedBy: ['jonas'],
    views: 29,
    comments: [['jonas', 180, 'I am in, if goalkeeping sitting down is allowed.']],
  },
  {
    by: 'maya',
    title: 'The bakery on Elm Street changed its sourdough',
    body: 'Longer proof, darker crust, and they finally stopped slicing it while it is warm. They sell out by nine now, so this post is against my own interest.',
    hoursAgo: 46,
    likedBy: ['edith', 'priya', 'jonas'],
    views: 73,
    comments: [
      ['edith', 33, 'They keep one back if you ask the day before.'],
      ['priya', 41, 'You were not supposed to tell everybody, Edith.'],
    ],
  },
  {
    by: 'priya',
    title: 'Power is off in the north stairwell on Thursday',
    body: 'The electricians come between eight and eleven to replace the main breaker. Lifts stay on, the lights do not. Please keep the fire doors shut and take a torch.',
    hoursAgo: 27,
    likedBy: ['edith', 'tomas'],
    views: 54,
    comments: [['maya', 12, 'Thank you for the warning. I will save before eight this time.']],
  },
  {
    by: 'edith',
    title: 'Tomato seedlings, free to good balconies',
    body: 'I sowed forty and all forty came up. There are four kinds, labelled, by the back door. Take two or three; they want sun, a big pot and less water than you think.',
    hoursAgo: 11,
    likedBy: ['maya', 'priya', 'tomas', 'jonas'],
    views: 38,
    comments: [
      ['tomas', 25, 'Took a yellow one and a striped one. They have names already.'],
      ['maya', 64, 'Do they mind wind? Mine is the balcony that loses chairs.'],
      ['edith', 70, 'Then take the short bushy ones, with the green label.'],
    ],
  },
  {
    by: 'jonas',
    title: 'Film night: what should we watch?',
    body: 'The projector works again and the courtyard is dry until Sunday. I bring the cable, you bring the chairs. Suggestions below; the one with the most agreement wins, the loudest does not.',
    hoursAgo: 2,
    likedBy: ['maya', 'tomas'],
    views: 17,
    comments: [
      ['maya', 6, 'Something with subtitles, the echo in the courtyard eats every word.'],
      ['tomas', 19, 'Playtime. It needs a big wall and nobody has to follow the plot.'],
    ],
  },
];
