import * as l10n from '@vscode/l10n';
import type { Matrix, Question } from '../../src/features/matrix/protocol';
import { html } from '../shared/dom';
import type { Saved } from './saved';
import { button, CheckField, ChoiceField, textField, type DropdownOption } from '../shared/toolkit';

/** Handlers of the controls. */
export interface ControlListener {
  ask(question: Question): void;
  look(change: Partial<Pick<Saved, 'sort' | 'show' | 'from' | 'to' | 'grouped'>>): void;
  export(): void;
}

const PROTOCOLS: readonly DropdownOption[] = [
  { value: 'tcp', title: 'tcp' },
  { value: 'udp', title: 'udp' },
  { value: 'icmp', title: 'icmp' },
];
const sorts = (): readonly DropdownOption[] => [
  { value: 'name', title: l10n.t('name') },
  { value: 'profile', title: l10n.t('profile') },
  { value: 'allowed', title: l10n.t('most allowed') },
];
const shows = (): readonly DropdownOption[] => [
  { value: 'all', title: l10n.t('everything') },
  { value: 'allowed', title: l10n.t('allowed') },
  { value: 'denied', title: l10n.t('denied') },
  { value: 'disagreements', title: l10n.t('disagreements') },
];

/** Represents a port that is typed. */
const OTHER = 'other';

/** The default UDP port. */
const FIRST_UDP = 53;

/** The controls above the table. */
export class Controls {
  readonly element: HTMLElement;
  readonly #protocol: ChoiceField;
  readonly #port: ChoiceField;
  readonly #typed: ReturnType<typeof textField>;
  readonly #group: CheckField;
  readonly #fields: Readonly<Record<'sort' | 'show', ChoiceField>>;
  readonly #texts: Readonly<Record<'from' | 'to', ReturnType<typeof textField>>>;
  #matrix: Matrix | undefined;
  #typeAhead = false;

  constructor(private readonly listener: ControlListener) {
    this.#protocol = new ChoiceField(l10n.t('Protocol'), '', 'protocol', (value) => this.#chooseProtocol(value));
    this.#port = new ChoiceField(l10n.t('Port'), '', 'port', (value) => this.#choosePort(value));
    this.#typed = textField(l10n.t('Port number'), 'port', 'typed', (text) => this.#typePort(text), true);
    this.#fields = {
      sort: new ChoiceField(l10n.t('Sort by'), l10n.t('Sort'), 'sort', (value) =>
        listener.look({ sort: value as Saved['sort'] }),
      ),
      show: new ChoiceField(l10n.t('Show'), l10n.t('Show'), 'show', (value) =>
        listener.look({ show: value as Saved['show'] }),
      ),
    };
    this.#texts = {
      from: textField(l10n.t('From'), l10n.t('From: name, profile, app'), 'text', (from) => listener.look({ from })),
      to: textField(l10n.t('To'), l10n.t('To: name, profile, app'), 'text', (to) => listener.look({ to })),
    };
    this.#group = new CheckField(l10n.t('Group alike'), (grouped) => listener.look({ grouped }));
    this.#group.element.title = l10n.t('Shows workloads that policy treats alike as one row and one column');
    const csv = button(l10n.t('Export CSV…'), 'secondary', () => listener.export());
    this.element = html(
      'div',
      'asking',
      this.#protocol.element,
      this.#port.element,
      this.#typed,
      this.#texts.from,
      this.#texts.to,
      this.#fields.show.element,
      this.#fields.sort.element,
      this.#group.element,
      csv,
    );
    this.element.role = 'group';
    this.element.ariaLabel = l10n.t('Matrix');
  }

  /** Updates the controls. */
  show(matrix: Matrix, saved: Saved, grouped: boolean): void {
    this.#matrix = matrix;
    const { protocol, port } = matrix.question;
    const listed = protocol === 'tcp' && matrix.ports.some((known) => known.port === port);
    this.#protocol.show(PROTOCOLS, protocol);
    const ports = matrix.ports.map((known) => ({
      value: String(known.port),
      title: `${known.port} · ${known.users.join(', ')}`,
    }));
    this.#port.show(
      [...ports, { value: OTHER, title: l10n.t('other…') }],
      listed && !this.#typeAhead ? String(port) : OTHER,
    );
    this.#port.element.hidden = protocol !== 'tcp' || ports.length === 0;
    this.#typed.hidden = protocol === 'icmp' || (listed && !this.#typeAhead);
    if (!this.#typeAhead) this.#typed.value = String(port);
    this.#fields.sort.show(sorts(), saved.sort);
    this.#fields.show.show(shows(), saved.show);
    for (const end of ['from', 'to'] as const)
      if (this.#texts[end].value !== saved[end]) this.#texts[end].value = saved[end];
    this.#group.show(grouped);
    this.#group.element.hidden = new Set(matrix.parties.map((party) => party.class)).size === matrix.parties.length;
  }

  #chooseProtocol(value: string): void {
    const [first] = this.#matrix?.ports ?? [];
    if (value === 'icmp') this.listener.ask({ protocol: value, port: 0 });
    else if (value === 'udp') this.listener.ask({ protocol: value, port: FIRST_UDP });
    else if (value === 'tcp') this.listener.ask({ protocol: value, port: first?.port ?? 80 });
  }

  #choosePort(value: string): void {
    this.#typeAhead = value === OTHER;
    this.#typed.hidden = !this.#typeAhead;
    if (this.#typeAhead) this.#typed.focus();
    else this.listener.ask({ protocol: 'tcp', port: Number(value) });
  }

  #typePort(text: string): void {
    const port = Number(text);
    const { protocol = 'tcp' } = this.#matrix?.question ?? {};
    if (!Number.isInteger(port) || port < 1 || port > 65535) return;
    this.#typeAhead = false;
    this.listener.ask({ protocol, port });
  }
}
