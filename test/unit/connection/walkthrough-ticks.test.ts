import assert from 'node:assert/strict';
import { WalkthroughTicks } from '../../../src/features/connection/walkthrough-ticks';

describe('ticks of the walkthrough', () => {
  let ran: string[];
  let active: boolean;
  let ticks: WalkthroughTicks<'networks' | 'graph'>;
  beforeEach(() => {
    ran = [];
    active = false;
    ticks = new WalkthroughTicks(
      'calico-stars.calico-stars#stars',
      ['networks', 'graph'],
      () => active,
      (command, step) => {
        ran.push(`${command} ${step}`);
      },
    );
  });
  const follow = (...values: readonly boolean[]) => {
    for (const value of values) ticks.follow('networks', value);
  };

  it('are taken back, and made again, as the cluster changes', () => {
    follow(false, true, true);
    assert.equal(ran.length, 0);
    follow(false, false);
    assert.equal(ran.join(), 'welcome.markStepIncomplete calico-stars.calico-stars#stars#networks');
    follow(true, true);
    assert.equal(ran.at(-1), 'welcome.markStepComplete calico-stars.calico-stars#stars#networks');
    assert.equal(ran.length, 2);
  });

  it('of an earlier session are taken back unless they are still true', () => {
    follow(false);
    ticks.follow('graph', true);
    ticks.opened();
    ticks.opened();
    assert.equal(ran.join(), 'welcome.markStepIncomplete calico-stars.calico-stars#stars#networks');
    follow(true);
    assert.equal(ran.at(-1), 'welcome.markStepComplete calico-stars.calico-stars#stars#networks');
  });

  it('are followed by the next step, while the walkthrough is the active editor', () => {
    active = true;
    follow(true, true);
    assert.equal(ran.join(), 'walkthroughs.selectStep calico-stars.calico-stars#stars#graph');
    ticks.follow('graph', true);
    assert.equal(ran.length, 1);
    follow(false, true);
    assert.equal(ran.length, 3);
  });
});
