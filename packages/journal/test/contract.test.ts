import { openJournal } from '../src/index.ts';
import { describeJournal } from './contract.ts';
import { openLmdbJournal } from './support/lmdb-journal.ts';

describeJournal('segments', openJournal);
describeJournal('many small segments', (directory) => openJournal(directory, { segmentBytes: 700 }));
describeJournal('LMDB', openLmdbJournal);
