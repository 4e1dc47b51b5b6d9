import type { HostEndpoint, Workload } from '../../model/endpoint';
import type { Layer } from '../../model/policy';
import type { Direction } from '../../model/rule';
import type { CompiledModel } from '../compile';
import { matches } from '../match';
import type { Packet } from '../packet';
import type { Member } from '../place';
import type { PlannedTier, PolicyStage } from '../plan';
import type { CompiledPolicy } from '../policy';
import type { CompiledRule } from '../rule';
import type { PolicyStep, ProfileStep, RuleHit, Stage, TierStep } from '../trace';

/** The marks that a packet carries from endpoint to endpoint. */
export interface Marks {
  /** Set by a matched `pass`, if the settings make it persist. */
  passed: boolean;
}

type Outcome = Stage['outcome'];

const NONE: readonly RuleHit[] = [];
const UNDECIDED = { decided: undefined, logged: NONE, left: undefined } as const;

/** Evaluates the policy of one endpoint in one direction. */
export class Walk {
  readonly tiers: TierStep[] = [];
  readonly profiles: ProfileStep[] = [];
  #someRequests = false;

  constructor(
    readonly model: CompiledModel,
    readonly view: PolicyStage,
    readonly member: Member<Workload | HostEndpoint>,
    readonly direction: Direction,
    readonly layer: Layer,
    readonly packet: Packet,
    readonly marks: Marks,
  ) {}

  run(): Stage {
    const { endpoint } = this.member;
    if (endpoint.kind === 'workload') {
      const { kind } = endpoint.state;
      if (kind === 'void' || kind === 'inactive') return this.#stage('deny', kind);
    }
    for (const planned of this.model.plansOf(this.member.class).of(this.view, this.layer, this.direction)) {
      const step = this.#tier(planned);
      this.tiers.push(step);
      if (step.outcome !== 'pass') return this.#stage(step.outcome, step.by === 'rule' ? 'rule' : 'tier-end');
    }
    return this.layer === 'normal' ? this.#askProfiles() : this.#stage('continue', 'nothing');
  }

  #tier({ tier, policies }: PlannedTier): TierStep {
    const steps: PolicyStep[] = [];
    // The mark of a `pass` is cleared at the start of a tier.
    this.marks.passed = false;
    for (const policy of policies) {
      const step = this.#policy(policy);
      steps.push(step);
      const action = step.decided?.rule.action;
      if (this.#unknown) return { tier, policies: steps, by: 'rule', outcome: 'unknown' };
      if (action === 'allow' || action === 'deny' || action === 'pass') {
        if (action === 'pass') this.marks.passed = true;
        return { tier, policies: steps, by: 'rule', outcome: action };
      }
    }
    const end = this.layer === 'untracked' || this.layer === 'pre-dnat' ? 'pass' : tier.end;
    return { tier, policies: steps, by: 'end', outcome: end };
  }

  #unknown = false;

  #policy(compiled: CompiledPolicy): PolicyStep {
    const rules = compiled.rules[this.direction] ?? [];
    let logged: RuleHit[] | undefined;
    for (let index = 0; index < rules.length; index += 1) {
      const rule = rules[index];
      if (!rule || !this.#matches(rule)) continue;
      const hit = { index, rule: rule.rule };
      if (rule.action === 'log') (logged ??= []).push(hit);
      else return { policy: compiled.policy, decided: hit, logged: logged ?? NONE };
    }
    return logged ? { policy: compiled.policy, decided: undefined, logged } : compiled.silent;
  }

  /** A match with an unknown result ends the walk, except of a rule that logs: the verdict does not depend on it. */
  #matches(rule: CompiledRule): boolean {
    const match = matches(rule, this.packet, this.model.services);
    if (match === 'no' || (match === 'unknown' && rule.action === 'log')) return false;
    this.#unknown = match === 'unknown';
    this.#someRequests = rule.http && rule.action === 'allow';
    return true;
  }

  #askProfiles(): Stage {
    const { profiles } = this.member.class;
    for (const name of profiles) {
      const step = this.#profile(name);
      this.profiles.push(step);
      if (step.outcome !== 'next-profile')
        return this.#stage(step.outcome, step.state === 'in-force' ? 'rule' : 'profile-drops');
    }
    return this.#stage('deny', profiles.length === 0 ? 'no-profile' : 'no-profile-matched');
  }

  #profile(name: string): ProfileStep {
    const compiled = this.model.profiles.get(name);
    if (compiled?.state !== 'in-force')
      return { ...UNDECIDED, profile: name, state: compiled?.state ?? 'missing', outcome: 'deny' };
    const { profilePass, passMarkStays } = this.model.settings;
    const rules = compiled.rules[this.direction];
    let logged: RuleHit[] | undefined;
    for (let index = 0; index < rules.length; index += 1) {
      const rule = rules[index];
      if (!rule) continue;
      const hit = this.#matches(rule);
      if (rule.action === 'pass' && passMarkStays && (hit || this.marks.passed) && this.#isThere(rule)) {
        this.marks.passed = true;
        const left = { index, rule: rule.rule };
        return {
          profile: name,
          state: 'in-force',
          decided: hit ? left : undefined,
          logged: logged ?? NONE,
          left: hit ? undefined : left,
          outcome: 'next-profile',
        };
      }
      if (!hit) continue;
      if (rule.action === 'log') {
        (logged ??= []).push({ index, rule: rule.rule });
        continue;
      }
      const outcome = this.#unknown ? 'unknown' : rule.action === 'allow' ? 'allow' : 'deny';
      const passes = rule.action === 'pass' && profilePass === 'next-profile';
      return {
        profile: name,
        state: 'in-force',
        decided: { index, rule: rule.rule },
        logged: logged ?? NONE,
        left: undefined,
        outcome: passes ? 'next-profile' : outcome,
      };
    }
    return {
      profile: name,
      state: 'in-force',
      decided: undefined,
      logged: logged ?? NONE,
      left: undefined,
      outcome: 'next-profile',
    };
  }

  #isThere(rule: CompiledRule): boolean {
    return this.packet.version === 4 ? rule.ipv4 : rule.ipv6;
  }

  #stage(outcome: Outcome, reason: Stage['reason']): Stage {
    const { endpoint } = this.member;
    const { direction, layer, tiers, profiles, packet } = this;
    const someRequests = outcome === 'allow' && this.#someRequests;
    return { endpoint, direction, layer, outcome, reason, tiers, packet, profiles, someRequests };
  }
}
