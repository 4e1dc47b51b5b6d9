import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ClusterDefinition } from '../../cluster/connection/definition';
import { Command } from '../ids';
import { present } from './focus';
import { WithIcons, withoutIcons, withoutLinks } from '../../base/text/markup';
import { bounded, isCut, LINE, PAGE, plain, plainLines, sentence } from '../../base/text/plain';

/**
 * The only access to VS Code's messages, quick picks, inputs and progress. All texts are shown literally,
 * regardless of their source. A lint rule bans the original functions elsewhere.
 */

/** A text to show. Only icons written in the code become icons. */
export type Text = string | WithIcons;

/** A button of a message. */
export interface Button {
  readonly title: string;
}

type Level = 'error' | 'warning' | 'info';

const showAll = () => l10n.t('Show All');

/** Shows a notification. If its text was truncated, adds a button that shows the full text. */
export async function tell<B extends Button>(
  level: Level,
  message: string,
  ...buttons: readonly B[]
): Promise<B | undefined> {
  const text = withoutLinks(sentence(message));
  const all = message.trim().length > text.length ? [{ title: showAll() }] : [];
  const chosen = await TELLING[level](text, ...buttons, ...all);
  if (chosen !== undefined && all.includes(chosen)) showWhole(message);
  return buttons.find((button) => button === chosen);
}

const TELLING: Readonly<
  Record<Level, (message: string, ...buttons: readonly Button[]) => Thenable<Button | undefined>>
> = {
  error: (...args) => vscode.window.showErrorMessage(...args),
  warning: (...args) => vscode.window.showWarningMessage(...args),
  info: (...args) => vscode.window.showInformationMessage(...args),
};

/** The cluster that a dialog is about. */
interface Whose {
  readonly definition: Pick<ClusterDefinition, 'name'>;
}

/**
 * Asks in a modal dialog and returns the chosen verb. Says which cluster it is about: the dialog hides the view that
 * does. A truncated detail can be shown in full.
 */
export async function confirm<Verb extends string>(
  question: string,
  about: string,
  { definition: { name } }: Whose,
  ...verbs: readonly Verb[]
): Promise<Verb | undefined> {
  const detail = `${l10n.t('Cluster: {0}', name)}\n\n${about}`;
  const shown = plainLines(detail, DETAIL);
  const all = shown.endsWith('…') && !detail.endsWith('…') ? [showAll()] : [];
  const answer = await vscode.window.showWarningMessage(
    sentence(question, LINE),
    { modal: true, detail: shown },
    ...verbs,
    ...all,
  );
  if (answer === showAll()) showWhole(`${question}\n${detail}`);
  return verbs.find((verb) => verb === answer);
}

/** Maximum length of the detail: taller dialogs would push their buttons off the screen. */
const DETAIL = 1_500;

function showWhole(text: string): void {
  void vscode.commands.executeCommand(Command.showWhole, text);
}

/** Runs work with a cancellable progress notification. */
export function progress<T>(
  title: string,
  work: (report: (message: string) => void, token: vscode.CancellationToken) => Promise<T>,
): Thenable<T> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: withoutLinks(plain(title)),
    cancellable: true,
  };
  return vscode.window.withProgress(options, (notification, token) =>
    work((message) => notification.report({ message: withoutLinks(plain(message)) }), token),
  );
}

/** Shows a message in the status bar for a few seconds. */
export function inPassing(message: string): void {
  vscode.window.setStatusBarMessage(`$(check) ${withoutIcons(sentence(message, LINE))}`, 4_000);
}

/** A quick pick item. */
export interface Item {
  readonly label: Text;
  readonly description?: Text;
  readonly detail?: Text;
  readonly alwaysShow?: boolean;
  readonly buttons?: readonly vscode.QuickInputButton[];
  /** Makes it a separator, which can't be selected. */
  readonly separator?: boolean;
}

declare const plainly: unique symbol;

/** A quick pick item as it is shown. Created only by {@link entry}. */
export interface QuickPickEntry<T extends Item = Item> extends vscode.QuickPickItem {
  readonly of: T;
  readonly [plainly]: true;
}

const WHOLE: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('eye'),
  get tooltip() {
    return showAll();
  },
};

/** Creates an item for {@link createList}. If a text was truncated, adds a button that shows the full text. */
export function entry<T extends Item>(of: T): QuickPickEntry<T> {
  const { label, description, detail, alwaysShow, separator } = of;
  const cut = isShortened(label) || isShortened(description) || isShortened(detail, DETAIL_LINE);
  const buttons: readonly vscode.QuickInputButton[] = [...(of.buttons ?? []), ...(cut ? [WHOLE] : [])];
  return {
    of,
    label: iconText(label),
    ...(separator && { kind: vscode.QuickPickItemKind.Separator }),
    ...(description !== undefined && { description: iconText(description) }),
    ...(detail !== undefined && { detail: iconText(detail, DETAIL_LINE) }),
    ...(alwaysShow !== undefined && { alwaysShow }),
    ...(buttons.length > 0 && { buttons }),
  } as QuickPickEntry<T>;
}

/** Maximum length of the second line of an item, in characters. */
const DETAIL_LINE = 2 * LINE;

/** Returns a text for a place that renders icons. */
export function iconText(text: Text, most = LINE): string {
  return text instanceof WithIcons ? plain(text.text, 2 * most) : withoutIcons(plain(text, most));
}

/** Whether {@link iconText} truncates a text. */
function isShortened(text: Text | undefined, most = LINE): boolean {
  if (text === undefined) return false;
  return text instanceof WithIcons ? isCut(text.text, 2 * most) : isCut(text, most);
}

function wholeOf({ label, description, detail }: Item): string {
  return [label, description, detail]
    .filter((text) => text !== undefined)
    .map((text) => (text instanceof WithIcons ? text.text : text))
    .join('\n');
}

export interface Heading {
  readonly title: string;
  readonly placeholder?: string;
  readonly matchOnDescription?: boolean;
  readonly matchOnDetail?: boolean;
}

/** Creates a quick pick, for callers that update it while it is shown. */
export function createList<T extends Item>({
  title,
  placeholder = '',
  ...options
}: Heading): vscode.QuickPick<QuickPickEntry<T>> {
  const list = Object.assign(vscode.window.createQuickPick<QuickPickEntry<T>>(), {
    title: plain(title),
    placeholder: plain(placeholder),
    // A page that loads takes the focus.
    ignoreFocusOut: true,
    ...options,
  });
  list.onDidTriggerItemButton(({ item, button }) => {
    if (button === WHOLE) showWhole(wholeOf(item.of));
  });
  return list;
}

/**
 * Asks the user to select an item. Returns undefined if the quick pick was dismissed.
 * @param look Called with each item that becomes active.
 */
export function choose<T extends Item>(
  items: readonly T[],
  { look, ...heading }: Heading & { readonly look?: (item: T) => unknown },
): Promise<T | undefined> {
  const list = createList<T>(heading);
  list.items = items.map(entry);
  if (look) list.onDidChangeActive(([active]) => active && look(active.of));
  return answerOf(list, () => list.activeItems[0]?.of);
}

/** Asks the user to select any number of items. Returns undefined if the quick pick was dismissed. */
export function chooseSeveral<T extends Item>(
  items: readonly T[],
  isSelected: (item: T) => boolean,
  heading: Heading,
): Promise<readonly T[] | undefined> {
  const list = createList<T>(heading);
  list.canSelectMany = true;
  list.items = items.map(entry);
  list.selectedItems = list.items.filter(({ of }) => isSelected(of));
  return answerOf(list, () => list.selectedItems.map(({ of }) => of));
}

/**
 * The validation of an input: an error, a warning, an information, what is still missing, or nothing. What is missing
 * becomes an error once the input is accepted.
 */
export type Check =
  string | { readonly warning: string } | { readonly info: string } | { readonly incomplete: string } | undefined;

export interface Confirmation {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string;
  /** Whether typing replaces the value. */
  readonly selected?: boolean;
  readonly password?: boolean;
  readonly check?: (text: string) => Check | Promise<Check>;
}

/** Asks for a text. Returns undefined if the input was dismissed. Rejects texts that fail the check. */
export function ask({
  title,
  prompt,
  placeholder = '',
  value = '',
  selected = false,
  password = false,
  check = () => undefined,
}: Confirmation): Promise<string | undefined> {
  const input = Object.assign(vscode.window.createInputBox(), {
    title: plain(title),
    prompt: withoutLinks(plain(prompt)),
    placeholder: plain(placeholder),
    value,
    valueSelection: [selected ? 0 : value.length, value.length],
    password,
    ignoreFocusOut: true,
  });
  const judge = async (accepting: boolean) => {
    const text = input.value;
    const found = await check(text);
    if (text !== input.value) return false;
    const fault = typeof found === 'object' && 'incomplete' in found && accepting ? found.incomplete : found;
    input.validationMessage = validation(fault);
    return typeof fault !== 'string';
  };
  input.onDidChangeValue(() => judge(false));
  if (value !== '') void judge(false);
  return answerOf(input, async () => ((await judge(true)) ? input.value : undefined));
}

function validation(found: Check): vscode.InputBox['validationMessage'] {
  const shown = (text: string) => withoutLinks(sentence(text));
  if (found === undefined || typeof found === 'string') return found === undefined ? undefined : shown(found);
  return 'warning' in found
    ? { message: shown(found.warning), severity: vscode.InputBoxValidationSeverity.Warning }
    : {
        message: shown('info' in found ? found.info : found.incomplete),
        severity: vscode.InputBoxValidationSeverity.Info,
      };
}

/**
 * Shows an input until it is accepted or dismissed. Hides it shortly after an answer, so that a following input takes
 * its place and its focus. Otherwise a webview in front would get the focus and keep it.
 */
export function answerOf<T>(
  input: vscode.QuickInput & { readonly onDidAccept: vscode.Event<void> },
  read: () => T | undefined | Promise<T | undefined>,
): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const accept = async () => {
      const answer = await read();
      if (answer === undefined) return;
      resolve(answer);
      setImmediate(() => input.hide());
    };
    input.onDidAccept(() => void accept().catch(reject));
    input.onDidHide(() => {
      resolve(undefined);
      input.dispose();
    });
    present(input).catch(reject);
  });
}

/** Creates a webview panel. */
export function createPanel(
  view: string,
  title: string,
  place: Parameters<typeof vscode.window.createWebviewPanel>[2] = vscode.ViewColumn.Active,
): vscode.WebviewPanel {
  return vscode.window.createWebviewPanel(view, plain(title), place);
}

/** Sets the title of a panel, if it changed. */
export function entitle(panel: vscode.WebviewPanel, title: string): void {
  const shown = plain(title);
  if (panel.title !== shown) panel.title = shown;
}

/** A status bar item. */
export class StatusItem implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;

  constructor(id: string, priority: number, name: string, command: string) {
    this.#item = Object.assign(vscode.window.createStatusBarItem(id, vscode.StatusBarAlignment.Left, priority), {
      name,
      command,
    });
  }

  show(
    text: WithIcons,
    tooltip: readonly string[],
    background?: 'statusBarItem.warningBackground' | 'statusBarItem.errorBackground',
  ): void {
    this.#item.text = iconText(text, 60);
    this.#item.tooltip = bounded(tooltip.map((line) => plain(line, PAGE)).join('\n'), PAGE);
    this.#item.backgroundColor = background && new vscode.ThemeColor(background);
    this.#item.show();
  }

  hide(): void {
    this.#item.hide();
  }

  dispose(): void {
    this.#item.dispose();
  }
}
