import assert from 'node:assert/strict';
import { SharedProfile } from './shared-profile';

const OLD = { action: 'allow' } as const;
const THEIRS = { action: 'deny', protocol: 'udp' } as const;
const LATER = { action: 'deny', protocol: 'icmp' } as const;
const MINE = { action: 'allow', protocol: 'tcp' } as const;

describe('a colleague’s write', () => {
  let shared: SharedProfile;
  beforeEach(() => {
    shared = new SharedProfile([OLD]);
  });
  afterEach(() => shared.dispose());

  /** A document with unsaved changes, whose save was refused because of a colleague’s rule. */
  const conflicted = async () => {
    await shared.open();
    shared.type('allow tcp');
    shared.colleague(THEIRS);
    await refused();
  };
  const refused = async () => {
    const before = shared.inbound;
    assert.equal(await shared.save(), false);
    unsaved(before);
    assert.match(shared.shown?.message ?? '', /Nothing was overwritten/);
  };
  /** What the cluster has, and that the text still has the user's rule. */
  const unsaved = (inbound: readonly object[]) => {
    assert.deepEqual(shared.inbound, inbound);
    assert.match(shared.document.getText(), /allow tcp\n/);
    assert.ok(shared.document.isDirty);
  };
  const savedWith = async (...inbound: readonly object[]) => {
    assert.equal(await shared.save(), true);
    assert.deepEqual(shared.inbound, inbound);
    assert.ok(!shared.document.isDirty);
  };

  it('while the document is being opened is not overwritten', async () => {
    await shared.open(() => {
      shared.colleague(THEIRS);
      shared.see();
    });
    shared.type('allow tcp');
    await refused();
  });

  it('before the first edit is read, or not overwritten', async () => {
    await shared.open();
    shared.colleague(THEIRS);
    shared.see();
    await shared.follow();
    shared.type('allow tcp');
    await savedWith(MINE, OLD, THEIRS);
    shared.colleague(LATER);
    shared.see();
    shared.type('allow tcp to ports 1');
    await refused();
  });

  for (const seen of [false, true])
    it(`while there are unsaved changes is not overwritten, ${seen ? 'seen' : 'unseen'} before the save`, async () => {
      await shared.open();
      shared.type('allow tcp');
      shared.colleague(THEIRS);
      if (seen) shared.see();
      await refused();
      await refused();
    });

  it('during a save, before it is stored, is not overwritten', async () => {
    await shared.open();
    shared.type('allow tcp');
    shared.during = { moment: 'before', run: () => shared.colleague(THEIRS) };
    assert.equal(await shared.save(), false);
    unsaved([OLD, THEIRS]);
  });

  for (const typing of [false, true])
    it(`during a save, after it was stored, is ${typing ? 'not overwritten by what was typed meanwhile' : 'read'}`, async () => {
      await shared.open();
      shared.type('allow tcp');
      shared.during = {
        moment: 'after',
        run: () => {
          shared.see();
          shared.colleague(THEIRS);
          shared.see();
          if (typing) shared.type('allow tcp to ports 1');
        },
      };
      assert.equal(await shared.save(), true);
      assert.deepEqual(shared.inbound, [MINE, OLD, THEIRS]);
      if (typing) return refused();
      assert.match(shared.document.getText(), /deny udp\n/);
      shared.type('allow tcp to ports 1');
      await savedWith({ ...MINE, dst_ports: [1] }, MINE, OLD, THEIRS);
    });

  it('that takes a save back at once is not overwritten, and can be', async () => {
    await shared.open();
    shared.type('allow tcp');
    shared.during = {
      moment: 'after',
      run: () => {
        shared.replace([OLD]);
        shared.see();
      },
    };
    assert.equal(await shared.save(), true);
    shared.type('allow tcp to ports 1');
    await refused();
    await shared.press('Overwrite');
    assert.deepEqual(shared.inbound, [{ ...MINE, dst_ports: [1] }, MINE, OLD]);
  });

  it('while the comparison is open is not overwritten, nor by comparing', async () => {
    await conflicted();
    await shared.press('Compare');
    shared.colleague(LATER);
    await refused();
    await shared.press('Compare');
    shared.see();
    await refused();
    unsaved([OLD, THEIRS, LATER]);
  });

  it('after Merge is not overwritten', async () => {
    await conflicted();
    await shared.press('Merge');
    unsaved([OLD, THEIRS]);
    shared.colleague(LATER);
    await refused();
    await shared.press('Merge');
    await savedWith(MINE, OLD, THEIRS, LATER);
  });

  it('before Merge is pressed is merged too', async () => {
    await conflicted();
    shared.colleague(LATER);
    shared.see();
    await shared.press('Merge');
    await savedWith(MINE, OLD, THEIRS, LATER);
  });

  it('that was merged is not overwritten once the merge is undone', async () => {
    await conflicted();
    await shared.press('Merge');
    shared.document.undo();
    await refused();
    shared.document.redo();
    await savedWith(MINE, OLD, THEIRS);
  });

  it('after Take Theirs is read, or not overwritten', async () => {
    await conflicted();
    await shared.press('Take Theirs');
    assert.match(shared.document.getText(), /deny udp\n/);
    assert.ok(!shared.document.isDirty);
    shared.type('allow tcp');
    shared.colleague(LATER);
    await refused();
  });

  it('before Take Theirs is pressed is taken too', async () => {
    await conflicted();
    shared.colleague(LATER);
    shared.see();
    await shared.press('Take Theirs');
    shared.type('allow tcp');
    await savedWith(MINE, OLD, THEIRS, LATER);
  });

  it('that was taken is not overwritten once taking it is undone, which brings the text back', async () => {
    await conflicted();
    await shared.press('Take Theirs');
    shared.document.undo();
    await refused();
  });

  it('is overwritten by Overwrite', async () => {
    await conflicted();
    await shared.press('Overwrite');
    assert.deepEqual(shared.inbound, [MINE, OLD]);
    assert.ok(!shared.document.isDirty);
  });

  for (const seen of [false, true])
    it(`before Overwrite is pressed is not overwritten, ${seen ? 'seen' : 'unseen'}`, async () => {
      await conflicted();
      shared.colleague(LATER);
      if (seen) shared.see();
      await shared.press('Overwrite');
      unsaved([OLD, THEIRS, LATER]);
      await shared.press('Overwrite');
      assert.deepEqual(shared.inbound, [MINE, OLD]);
    });

  it('after Overwrite is not overwritten', async () => {
    await conflicted();
    await shared.press('Overwrite');
    shared.type('allow tcp to ports 1');
    shared.colleague(LATER);
    await refused();
  });

  it('is not overwritten by a message’s Overwrite after Take Theirs', async () => {
    await conflicted();
    const late = shared.shown;
    await shared.press('Take Theirs');
    shared.shown = late;
    await shared.press('Overwrite');
    assert.deepEqual(shared.inbound, [OLD, THEIRS]);
    shared.type('allow tcp');
    await savedWith(MINE, OLD, THEIRS);
  });
});
