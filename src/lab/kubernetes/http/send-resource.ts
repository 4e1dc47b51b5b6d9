import { listBody, type Page } from '../api/list';
import { groupVersion, type Kind } from '../kinds/kind';
import type { KubeObject } from '../objects';
import { includeObject, partial, partialList, table } from '../table/render';
import { answerForm, notAcceptable } from './accept';
import { sendObject } from './answer';
import type { ResourceExchange } from './resource-exchange';

/** The forms besides JSON's own in which objects and lists can be asked for. */
export const FORMS = ['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList'];

/** Sends an object in the form that is asked for. */
export function sendResult(
  { request, response, query }: ResourceExchange,
  kind: Kind,
  object: KubeObject,
  code: number,
): void {
  const form = answerForm(request.headers.accept, FORMS, kind.schema !== undefined);
  if (form.as === 'PartialObjectMetadataList') {
    throw notAcceptable(
      `you requested PartialObjectMetadataList, but the requested object is not a list (*${goName(kind)})`,
    );
  }
  const version = { resourceVersion: object.metadata.resourceVersion };
  const body =
    form.as === 'Table'
      ? table(kind, [object], version, includeObject(query))
      : form.as === 'PartialObjectMetadata'
        ? partial(object.metadata)
        : object;
  sendObject(response, code, body, form);
}

/** Sends a list in the form that is asked for. */
export function sendList({ request, response, query }: ResourceExchange, kind: Kind, page: Page): void {
  const form = answerForm(request.headers.accept, FORMS, kind.schema !== undefined);
  if (form.as === 'PartialObjectMetadata') {
    throw notAcceptable(
      `you requested PartialObjectMetadata, but the requested object is a list (*${goName(kind)}List)`,
    );
  }
  const body =
    form.as === 'Table'
      ? table(kind, page.items, page.metadata, includeObject(query))
      : form.as === 'PartialObjectMetadataList'
        ? partialList(page.items, page.metadata)
        : listBody(kind, page);
  sendObject(response, 200, body, form);
}

function goName(kind: Kind): string {
  return `${groupVersion(kind).split('.')[0] ?? 'core'}.${kind.kind}`;
}
