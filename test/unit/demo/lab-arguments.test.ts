import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import { FLAGS, parseKubernetes, parseOptions } from '../../../src/lab/command-line';
import { labArguments, type LabSettings } from '../../../src/features/demo/lab-arguments';

describe('the command line of the local demo', () => {
  const valuesFor = (settings: Partial<LabSettings>) =>
    parseArgs({
      args: labArguments({
        kind: 'mesos',
        pollSeconds: 0.5,
        stateFile: undefined,
        fetchNetwork: false,
        manifest: '/stars.yaml',
        ...settings,
      }),
      options: FLAGS,
      strict: true,
    }).values;
  const optionsFor = (settings: Partial<LabSettings>) => parseOptions(valuesFor(settings));

  it('passes every setting to the lab', () => {
    assert.deepEqual(optionsFor({ pollSeconds: 5, stateFile: '/tmp/demo.json', fetchNetwork: true }), {
      ports: {},
      pollSeconds: 5,
      stateFile: '/tmp/demo.json',
      fetchNetwork: true,
    });
  });

  it('keeps and fetches nothing by default', () => {
    assert.deepEqual(optionsFor({}), { ports: {}, pollSeconds: 0.5 });
    assert.equal(parseKubernetes(valuesFor({})), undefined);
  });

  it('asks for Kubernetes with its stars', () => {
    assert.deepEqual(parseKubernetes(valuesFor({ kind: 'kubernetes', stateFile: '/tmp/demo.json' })), {
      pollSeconds: 0.5,
      stateFile: '/tmp/demo.json',
      manifest: '/stars.yaml',
    });
  });
});
