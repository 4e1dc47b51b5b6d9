import * as vscode from 'vscode';
import type { DecidingPolicies } from '../../../../cluster/analysis/rule-coverage';
import { dataOf, membersOf } from '../../../../cluster/model/indexes';
import { selectedBy } from '../../../../cluster/model/labels';
import { probedConnections, type Probed } from '../../../../cluster/model/probed-connections';
import { questionsAbout, type Questions } from '../../../../cluster/analysis/questions';
import { inSlices } from '../../../../base/time-slices';
import type { PolicyData } from '../../../../cluster/model/snapshot';
import { signalOf } from '../../../../app/commands';
import type { Analysis } from '../../../../app/preview/analysis';
import { inlayHint } from '../../../../app/text/editor';
import { followParts } from '../../../../app/rules-uri/session';
import type { OwnerRef } from '../../../../policy/explain/calico1';
import type { Judge, Judged } from '../diagnostics/judge';
import type { DocumentContext } from '../document-context';
import type { AnnotationFacts } from './rule-annotations';
import { ruleMarks } from './rule-marks';

/** The annotations of one profile, or one policy of a tier, in one state of the cluster. */
interface Answer {
  readonly questions: Questions;
  readonly probed: readonly Probed[] | undefined;
  readonly decidingPolicies: DecidingPolicies | undefined;
}

/** Shows at the end of each rule what it currently decides, its only mark. Computed in the background, once per policy. */
export class RuleHints implements vscode.InlayHintsProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeInlayHints = this.#changed.event;
  readonly #subscription: { dispose(): unknown };
  readonly #answers = new WeakMap<PolicyData, Map<string, Answer>>();

  constructor(
    private readonly judge: Judge,
    private readonly analysis: Pick<Analysis, 'compiledOf' | 'decidingPoliciesOf'>,
  ) {
    // Probed connections are known once the collector answers.
    this.#subscription = followParts(
      judge.sessions,
      ({ policy, networks, marathon, observation }) => [policy, networks, dataOf(marathon), observation.state],
      () => this.#changed.fire(),
    );
  }

  async provideInlayHints(
    document: vscode.TextDocument,
    range: vscode.Range,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlayHint[]> {
    const judged = this.judge.judge(document);
    if (!judged || !hasWorkloads(judged)) return [];
    const answer = await this.#answerOf(judged, signalOf(token));
    if (!answer) return [];
    const known: AnnotationFacts = {
      ...answer,
      owner: judged.subject.kind,
      rules: judged.draft.rules,
      findings: this.judge.lint(judged),
      probing: answer.probed !== undefined,
    };
    return ruleMarks(judged.open.document, judged.subject, known)
      .map(({ line, text, tooltip }) => inlayHint(document.lineAt(line).range.end, text, tooltip))
      .filter(({ position }) => range.contains(position));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  /** Undefined if it was canceled. */
  async #answerOf({ subject, policy, draft }: Judged, signal: AbortSignal): Promise<Answer | undefined> {
    const known = this.#answers.get(policy) ?? new Map<string, Answer>();
    this.#answers.set(policy, known);
    const { snapshot } = subject;
    const owner = ownerOf(subject);
    const key = JSON.stringify(owner);
    const probed = probedConnections(snapshot);
    const before = known.get(key);
    if (before && sameProbes(before.probed, probed)) return before;
    const compiled = this.analysis.compiledOf(policy);
    const questions = questionsAbout([...draft.rules.inbound, ...draft.rules.outbound], compiled.model, snapshot);
    const work = this.analysis.decidingPoliciesOf(compiled, {
      ...owner,
      rules: draft.rules,
      questions,
      probed: probed ?? [],
    });
    const decidingPolicies = await inSlices(work, signal);
    if (signal.aborted) return undefined;
    const answer = { questions, probed, decidingPolicies };
    known.set(key, answer);
    return answer;
  }
}

/** Rules without endpoints decide nothing, and connections of host endpoints are not counted. */
function hasWorkloads({ subject, draft, policy }: Judged): boolean {
  if (subject.kind === 'profile') return membersOf(subject.profile, policy).length > 0;
  const selected = draft.selector === undefined ? [] : (selectedBy(draft.selector, policy) ?? []);
  return selected.length > 0 && selected.every(({ endpoint }) => endpoint);
}

function ownerOf(subject: DocumentContext): OwnerRef {
  if (subject.kind === 'profile') return { profile: subject.profile };
  const { tier, name } = subject;
  return { profile: name, policy: { tier, name } };
}

function sameProbes(a: readonly Probed[] | undefined, b: readonly Probed[] | undefined): boolean {
  return (
    a?.length === b?.length &&
    (a ?? []).every(
      ({ from, to, port }, index) => from === b?.[index]?.from && to === b[index].to && port === b[index].port,
    )
  );
}
