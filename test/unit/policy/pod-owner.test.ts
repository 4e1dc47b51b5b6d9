import assert from 'node:assert/strict';
import { isOfController, ownerOfPod } from '../../../src/policy/kubernetes/pod-owner';

describe('the controller of a pod', () => {
  for (const [pod, labels, owner] of [
    ['web-6d4cf56db6-2xk8p', { 'pod-template-hash': '6d4cf56db6' }, 'web'],
    ['fluentd-x7k2p', { 'controller-revision-hash': '5f6b8d' }, 'fluentd'],
    ['db-0', { 'statefulset.kubernetes.io/pod-name': 'db-0', 'controller-revision-hash': 'db-7' }, 'db'],
    ['report-28391-abcde', { 'job-name': 'report-28391' }, 'report-28391'],
    ['web-1', {}, 'web-1'],
    ['lonely', { 'pod-template-hash': 'abc' }, 'lonely'],
  ] as const)
    it(`is ${owner} for ${pod}`, () => assert.equal(ownerOfPod(pod, labels), owner));

  it('sets labels that tell its pods apart', () => {
    assert.ok(isOfController('pod-template-hash'));
    assert.ok(isOfController('apps.kubernetes.io/pod-index'));
    assert.ok(!isOfController('app'));
  });
});
