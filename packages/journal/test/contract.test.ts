import { openJournal } from '../src/index.ts';
import { describeJournal } from './contract.ts';

describeJournal('segments', openJournal);
describeJournal('many small segments', (directory) => openJournal(directory, { segmentBytes: 700 }));
