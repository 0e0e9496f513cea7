/**
 * What Slack would make of a message, judged without any code of the renderer: what is wrong with it, in words. Numbers and
 * syntax are those of docs.slack.dev/reference/block-kit and docs.slack.dev/messaging/formatting-message-text.
 */
export function faultsOf(message: { text: string; blocks: readonly unknown[] }): readonly string[] {
  return [...textFaults(message.text), ...sizeFaults(message), ...message.blocks.flatMap((block) => nodeFaults(block))];
}

type Json = Readonly<Record<string, unknown>>;

// Variation selector 16 belongs to our own symbols and is not judged.
const invisible = /[\p{Cf}\u115F\u1160\u2800\u3164\uFFA0\uFFFC]|\u034F|\u17B4|\u17B5/u;
/** Scripts from right to left stand in an isolate of their own (UAX #9), closed before anything else comes. */
const isolated =
  /\u2068[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}][^\p{Cf}\n]*\u2069/gu;
const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;
const control = /(?!\n)\p{Cc}/u;
const loneSurrogate = /\p{Cs}/u;
const consoleLink = /^https:\/\/([a-z0-9-]+\.)?console\.aws\.amazon\.com\//;

function textFaults(text: string): readonly string[] {
  const rules: readonly [string, RegExp][] = [
    ['an angle bracket', /[<>]/],
    ['an ampersand that is no entity', /&(?!(amp|lt|gt);)/],
    ['a mention', /(^|[^\p{L}\p{N}])@(here|channel|everyone|\w)/u],
    ['a channel', /(^|[^\p{L}\p{N}])#\w/u],
    ['bold', /\*[^*]+\*/],
    ['strike', /~[^~]+~/],
    ['code', /`/],
    ['italic', /(^|[^\p{L}\p{N}])_[^_]+_($|[^\p{L}\p{N}])/u],
    ['an emoji', /:[\w+'-]*[a-z][\w+'-]*:/i],
    ['a link', /https?:\/\/|mailto:/i],
    ['a line break', /\n/],
  ];
  const judged = text.replace(/\barn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d*:/gi, 'arn ');
  const found = rules
    .filter(([, rule]) => rule.test(judged))
    .map(([name]) => `text has ${name}: ${text.slice(0, 200)}`);
  return [
    ...found,
    ...stringFaults(text),
    ...(text.length < 1 || text.length > 4000 ? [`text has ${text.length}`] : []),
  ];
}

function sizeFaults({ blocks }: { blocks: readonly unknown[] }): readonly string[] {
  const size = JSON.stringify(blocks).length;
  return [
    ...(size > 13_200 ? [`all blocks are ${size} characters`] : []),
    ...(blocks.length > 50 || blocks.length < 1 ? [`${blocks.length} blocks`] : []),
  ];
}

function stringFaults(whole: string): readonly string[] {
  const text = whole.replace(isolated, '');
  return [
    ...(rightToLeft.test(text) ? [`text that turns around in ${JSON.stringify(text.slice(0, 80))}`] : []),
    ...(invisible.test(text) ? [`invisible character in ${JSON.stringify(text.slice(0, 80))}`] : []),
    ...(control.test(text) ? [`control character in ${JSON.stringify(text.slice(0, 80))}`] : []),
    ...(loneSurrogate.test(text) ? [`half a character in ${JSON.stringify(text.slice(0, 80))}`] : []),
  ];
}

/** Walks everything: an element is judged by its type, a string by what is in it. */
function nodeFaults(node: unknown): readonly string[] {
  if (typeof node === 'string') return stringFaults(node);
  if (Array.isArray(node)) return node.flatMap(nodeFaults);
  if (typeof node !== 'object' || node === null) return [];
  const json: Json = { ...node };
  return [...typeFaults(json), ...Object.values(json).flatMap(nodeFaults)];
}

function typeFaults(json: Json): readonly string[] {
  const text = typeof json['text'] === 'string' ? json['text'] : '';
  switch (json['type']) {
    case 'rich_text':
    case 'rich_text_section':
    case 'rich_text_list':
    case 'rich_text_preformatted':
      return fault(list(json['elements']).length < 1, `${json['type']} without elements`);
    case 'text':
      return fault(text.length < 1 || text.length > 3000, `text element of ${text.length}`);
    case 'plain_text':
      return fault(json['emoji'] !== false || text.length < 1 || text.length > 3000, 'plain_text');
    case 'link':
      return fault(
        !consoleLink.test(String(json['url'])) || String(json['url']).length > 3000,
        `link to ${json['url']}`,
      );
    case 'date':
      return fault(!Number.isInteger(json['timestamp']) || json['url'] !== undefined || !json['fallback'], 'date');
    case 'actions':
      return actionFaults(list(json['elements']));
    case 'button':
      return buttonFaults(json);
    default:
      return json['type'] === undefined || ['user', 'usergroup', 'channel'].includes(String(json['type']))
        ? []
        : [`unexpected ${String(json['type'])}`];
  }
}

function actionFaults(elements: readonly Json[]): readonly string[] {
  const ids = elements.map((element) => element['action_id']);
  return fault(elements.length < 1 || elements.length > 25 || new Set(ids).size !== ids.length, 'actions');
}

function buttonFaults(button: Json): readonly string[] {
  const confirm: Json = { ...Object(button['confirm']) };
  const length = (value: unknown) => String(Object(value).text).length;
  return [
    ...fault(length(button['text']) > 75, 'button text'),
    ...fault(String(button['value']).length > 2000, 'button value'),
    ...fault(length(confirm['title']) > 100, 'confirm title'),
    ...fault(length(confirm['text']) > 300, 'confirm text'),
    ...fault(length(confirm['confirm']) > 30 || length(confirm['deny']) > 30, 'confirm buttons'),
  ];
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function fault(isFault: boolean, what: string): readonly string[] {
  return isFault ? [what] : [];
}

/** The mentions that a message holds, for those messages that may hold one. */
export function mentionsIn(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(mentionsIn);
  if (typeof node !== 'object' || node === null) return [];
  const json: Json = { ...node };
  const own = /^(user|usergroup|broadcast|channel)$/.test(String(json['type'])) ? [JSON.stringify(json)] : [];
  return [...own, ...Object.values(json).flatMap(mentionsIn)];
}

/**
 * The lines that a person sees, from left to right and top to bottom, each as its pieces; bullets and boxes are marked by a
 * first piece of their own, which no text can fake.
 */
export function linesOf(message: { blocks: readonly unknown[] }): readonly (readonly string[])[] {
  return message.blocks.flatMap((block) => blockLines({ ...Object(block) }));
}

const bullet = '•';
const box = '▏';

function blockLines(block: Json): readonly (readonly string[])[] {
  if (block['type'] !== 'rich_text')
    return list(block['elements']).map((one) => ['[', String(Object(one['text']).text)]);
  return list(block['elements']).flatMap((element) => {
    const inner = list(element['elements']);
    if (element['type'] === 'rich_text_list') return inner.flatMap((item) => split(list(item['elements']), [bullet]));
    return split(inner, element['type'] === 'rich_text_preformatted' ? [box] : []);
  });
}

/** Breaks where the text breaks; each line begins with `mark`. */
function split(pieces: readonly Json[], mark: readonly string[]): readonly (readonly string[])[] {
  const lines: string[][] = [[...mark]];
  for (const piece of pieces) {
    const text = String(piece['text'] ?? piece['fallback'] ?? piece['user_id'] ?? '');
    text.split('\n').forEach((part, at) => {
      if (at > 0) lines.push([...mark]);
      if (part !== '') lines.at(-1)?.push(part);
    });
  }
  return lines;
}

/**
 * Lines that begin with foreign text, as a line of the bot's own would: `isForeign` says of a text whether it was given from
 * outside. What stands after a word of ours, a bullet or the edge of a box is plainly a value.
 */
export function imitationsIn(
  message: { text: string; blocks: readonly unknown[] },
  isForeign: (text: string) => boolean,
): readonly string[] {
  const first = [message.text, ...linesOf(message).flatMap(([piece = '']) => [piece])];
  return first.filter((text) => isForeign(text.trim()));
}
