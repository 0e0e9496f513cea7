import * as z from 'zod/mini';

/** The parts of an automation's content that are read ("Systems Manager Automation document syntax", schema 0.3). */
const Content = z.object({
  assumeRole: z.optional(z.string()),
  parameters: z.optional(z.record(z.string(), z.object({ type: z.string(), default: z.optional(z.unknown()) }))),
  mainSteps: z.array(z.object({ name: z.string(), action: z.string() })),
});
export type AutomationContent = z.infer<typeof Content>;

/** What an automation is given, each parameter as a list. */
export type AutomationParameters = Record<string, string[]>;

/** The content of an automation document as JSON; nothing where it is none. */
export function parseContent(text: string): AutomationContent | undefined {
  try {
    return z.safeParse(Content, JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

const prefix = 'parameter.';

/** What the document is given out of `parameter.NAME`, in one order; a sentence when that is not what it takes. */
export function parametersFor(
  { assumeRole = '', parameters = {} }: AutomationContent,
  input: Readonly<Record<string, string>>,
): AutomationParameters | string {
  if (!Object.hasOwn(parameters, 'AutomationAssumeRole')) return 'it takes no AutomationAssumeRole, and must';
  if (!/^\{\{ *AutomationAssumeRole *\}\}$/.test(assumeRole)) return 'it does not run as its AutomationAssumeRole';
  const given = Object.entries(input).flatMap(([key, value]) =>
    key.startsWith(prefix) ? [[key.slice(prefix.length), value] as const] : [],
  );
  const unknown = given.find(([name]) => !Object.hasOwn(parameters, name));
  if (unknown) return `it takes no parameter ${unknown[0]}`;
  const missing = Object.keys(parameters).find(
    (name) => parameters[name]?.default === undefined && !given.some(([other]) => other === name),
  );
  if (missing !== undefined) return `it needs the parameter ${missing}, which the settings do not give`;
  const sorted = given.toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, value]) => [name, listOf(value, parameters[name]?.type)]));
}

/** Every value of a parameter is a list on the wire; only a StringList has more than one. */
function listOf(value: string, type: string | undefined): string[] {
  return type === 'StringList' ? value.split(',').map((one) => one.trim()) : [value];
}
