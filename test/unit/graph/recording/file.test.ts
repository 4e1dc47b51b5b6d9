import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Graph } from '../../../../src/features/graph/protocol/state';
import { parseRecording, RecordingError, recordingText } from '../../../../src/features/graph/recording/file';
import { Recording } from '../../../../src/features/graph/recording/recording';
import { graphOf } from '../../../pages/graph/graph-states';
import { arbitraryGraph, sorted } from './arbitrary-graph';

function recordingOf(graphs: readonly Graph[]): Recording {
  const recording = new Recording('Local Demo');
  graphs.forEach((graph, index) => {
    recording.see(graph, 1_000 * (index + 1));
    if (index % 3 === 0)
      recording.mark({
        at: 1_000 * (index + 1),
        changes: [
          {
            profile: 'frontend',
            text: 'Add rule allow to frontend, inbound',
            rules: [{ how: 'added', direction: 'inbound', text: 'allow' }],
          },
        ],
      });
    if (index % 4 === 2) recording.pause();
  });
  return recording;
}

const textOf = (recording: Recording) => recordingText(recording) ?? assert.fail();
const example = () =>
  JSON.parse(
    textOf(recordingOf([graphOf([{ id: 'B', targets: null }]), graphOf([{ id: 'A', url: 'http://a/', targets: [] }])])),
  ) as { moments: Record<string, unknown>[]; base: Record<string, unknown> } & Record<string, unknown>;
const refusal = (value: unknown) => {
  try {
    parseRecording(typeof value === 'string' ? value : JSON.stringify(value));
  } catch (error) {
    assert.ok(error instanceof RecordingError, String(error));
    return error.message;
  }
  return assert.fail('expected a rejection');
};

describe('recording file', () => {
  it('round-trips', () => {
    fc.assert(
      fc.property(fc.array(arbitraryGraph, { minLength: 1, maxLength: 20 }), (graphs) => {
        const recording = recordingOf(graphs);
        const read = parseRecording(textOf(recording));
        assert.equal(read.cluster, 'Local Demo');
        assert.deepEqual(read.spans(), recording.spans());
        assert.deepEqual(read.marks, recording.marks);
        for (const { from } of recording.spans())
          assert.deepEqual(sorted(read.at(from) ?? assert.fail()), sorted(recording.at(from) ?? assert.fail()));
        assert.equal(textOf(read), textOf(recording));
      }),
    );
  });

  it('is undefined for an empty recording', () => {
    assert.equal(recordingText(new Recording('test')), undefined);
  });

  it('is rejected with the reason', () => {
    const { moments, ...rest } = example();
    const [first] = moments;
    assert.match(refusal('{'), /^It is not valid JSON: /);
    assert.equal(refusal([]), 'It is not a Calico Stars recording.');
    assert.equal(refusal({ format: 'something else', version: 1 }), 'It is not a Calico Stars recording.');
    assert.equal(
      refusal({ ...example(), version: 2 }),
      'Its format version is 2. This version of Calico Stars supports only version 1.',
    );
    assert.match(
      refusal({ ...rest, moments: [{ ...first, from: '?' }] }),
      /^It can’t be parsed: at moments\[0\]\.from, /,
    );
    assert.match(
      refusal({ ...rest, moments: [{ ...first, from: 1e300 }] }),
      /^It can’t be parsed: at moments\[0\]\.from, /,
    );
    assert.match(refusal({ ...rest, moments: [] }), /^It can’t be parsed: at moments, /);
    assert.equal(
      refusal({ ...rest, moments: [{ ...first, from: 5, until: 4 }] }),
      'It can’t be parsed: its moments are not in chronological order.',
    );
    assert.match(refusal(`"${'x'.repeat(64_000_001)}"`), /^The file is too long: 64 million/);
  });

  it('contains no actions', () => {
    const file = example();
    const actions = [{ id: 'x', title: 'Click', command: 'addRule', rule: { profile: 'p', text: 'allow' } }];
    const banner = { reason: 'some-silent', title: 'Silent', detail: '', actions };
    const read = parseRecording(
      JSON.stringify({
        ...file,
        base: { ...file.base, banner },
        moments: file.moments.map((moment) => ({ ...moment, banner })),
      }),
    );
    for (const { from } of read.spans()) assert.deepEqual(read.at(from)?.banner?.actions, []);
  });

  it('fails in no other way, for any content', () => {
    const survive = (text: string) => {
      try {
        const recording = parseRecording(text);
        for (const { from, until } of recording.spans()) assert.ok(recording.at(from) && recording.at(until));
      } catch (error) {
        assert.ok(error instanceof RecordingError, String(error));
      }
    };
    fc.assert(fc.property(fc.string(), survive));
    fc.assert(fc.property(fc.jsonValue(), (value) => survive(JSON.stringify(value))));
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) =>
        survive(
          JSON.stringify({
            format: 'calico-stars-recording',
            version: 1,
            cluster: 'x',
            base: one,
            moments: [other],
            marks: [],
          }),
        ),
      ),
    );
    const text = JSON.stringify(example());
    // A valid file with a replacement in the middle.
    fc.assert(
      fc.property(
        fc.nat(text.length),
        fc.nat(20),
        fc.constantFrom('', 'null', '0', '-1', '[]', '{}', '"', '1e999', '__proto__'),
        (at, length, by) => survive(text.slice(0, at) + by + text.slice(at + length)),
      ),
      { numRuns: 500 },
    );
  });
});
