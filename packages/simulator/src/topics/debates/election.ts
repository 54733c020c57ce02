/** The election and whether its offices can be trusted. */
import { AGREE, FEELING, TAIL, WHEN } from '../english/phrases.ts';
import type { Topic } from '../topic.ts';

export const election: Topic = {
  name: 'election',
  lang: 'en',
  axis: 1,
  hashtags: ['election', 'vote2026', 'townhall', 'debatenight'],
  rules: {
    say: [
      'Watched the debate {when}. {feeling}{tail}',
      'My polling place moved to {place}',
      '{person} on the radio about {issue} {when}',
    ],
    for: [
      'Counted ballots at {place} {when}: careful, boring, {fine}{tail}',
      '{person} is right about {issue}, and I will vote for that',
      'The election office answered my question about {issue} within a day. {fine}',
    ],
    against: [
      'They say {issue} is fine. I do not believe a word of it{tail}',
      'Why is nobody asking about {issue} at {place}?',
      '{person} only turns up when there is an election{tail}',
    ],
    answer: [
      '{agree} {person} said the opposite last year',
      'Source?',
      '{agree} Look at {issue}{tail}',
      'I was at {place}, and no',
    ],
    person: ['the mayor', 'Harlow', 'Councillor Okafor', 'that new candidate', 'our MP', 'Brandt'],
    issue: ['the postal vote', 'the count', 'the register', 'party money', 'the second round', 'the observers'],
    place: ['the library', 'the old school', 'the station hall', 'ward five', 'the sports centre'],
    fine: ['all in order', 'as it should be', 'well done', 'no drama'],
    feeling: FEELING,
    when: WHEN,
    agree: AGREE,
    tail: TAIL,
  },
};
