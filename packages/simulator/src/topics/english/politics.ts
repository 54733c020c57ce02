/** What is said about politics. */
import type { Topic } from '../topic.ts';
import { AGREE, FEELING, TAIL, WHEN } from './phrases.ts';

export const politics: Topic = {
  name: 'politics',
  lang: 'en',
  hashtags: ['election', 'townhall', 'housing', 'budget'],
  rules: {
    say: [
      'The council wants to {plan}. {feeling}{tail}',
      '{person} said on air that they will {plan} {when}',
      'We should {plan} before we talk about anything else',
      'I voted for {person} and I would {again}{tail}',
      'Nobody asked us whether to {plan}',
    ],
    answer: [
      '{agree} First they must {plan}',
      '{person} would never{tail}',
      '{agree} Who pays?',
      'Read the actual plan before you {again}',
    ],
    plan: [
      'close the library',
      'build on the meadow',
      'raise the fares',
      'fix the bridge',
      'plant more trees',
      'ban cars in the centre',
      'cut the arts budget',
      'lower the rents',
    ],
    person: ['the mayor', 'the opposition', 'that new candidate', 'our MP', 'the minister', 'the whole committee'],
    again: ['do it again', 'not do it again', 'think twice', 'shout at the radio', 'stay at home'],
    feeling: FEELING,
    when: WHEN,
    agree: AGREE,
    tail: TAIL,
  },
};
