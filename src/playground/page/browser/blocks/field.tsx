import * as z from 'zod/mini';
import { useApp } from '../app-context.ts';
import { Option, TextObject } from './parse.ts';

/** An element of an input block (docs.slack.dev/reference/block-kit/block-elements). */
export const FieldElement = z.object({
  type: z.string(),
  action_id: z._default(z.string(), ''),
  multiline: z.optional(z.boolean()),
  placeholder: z.optional(TextObject),
  initial_value: z.optional(z.string()),
  initial_date: z.optional(z.string()),
  initial_time: z.optional(z.string()),
  max_length: z.optional(z.number()),
  options: z.optional(z.array(Option)),
  initial_option: z.optional(Option),
  initial_options: z.optional(z.array(Option)),
});
type FieldElement = z.infer<typeof FieldElement>;

/** `id` is what the label points to; `name` says where the value belongs: the type, then the block, then the action. */
type Props = Readonly<{ id: string; name: string; required: boolean; element: FieldElement }>;
type Choice = Readonly<{ value: string; text: string }>;

const boxes: Readonly<Record<string, string>> = {
  datepicker: 'date',
  timepicker: 'time',
  number_input: 'number',
  email_text_input: 'email',
  url_text_input: 'url',
};

/** What is filled in or chosen. */
export function Field(props: Props) {
  const choices = useChoices(props.element);
  const { type, multiline } = props.element;
  if (type === 'checkboxes' || type === 'radio_buttons') return <Ticks {...props} choices={choices ?? []} />;
  if (choices) return <Choose {...props} choices={choices} />;
  return multiline ? <textarea rows={4} {...shared(props)} /> : <Box {...props} />;
}

function Box(props: Props) {
  const type = boxes[props.element.type] ?? 'text';
  return <input type={type} step={type === 'number' ? 'any' : undefined} autoComplete="off" {...shared(props)} />;
}

function shared({ id, name, required, element }: Props) {
  const { placeholder, initial_value, initial_date, initial_time, max_length } = element;
  return {
    ...{ id, name, required, placeholder: placeholder?.text },
    defaultValue: initial_value ?? initial_date ?? initial_time,
    ...(max_length !== undefined && { maxLength: max_length }),
  };
}

/** The app's options, or people and channels where it lets them be chosen; none where something is typed. */
function useChoices({ type, options }: FieldElement): readonly Choice[] | undefined {
  const { people, channels } = useApp().workspace;
  if (type === 'users_select') return people.map(({ id, realName }) => ({ value: id, text: realName }));
  if (type === 'channels_select' || type === 'conversations_select')
    return channels.filter(({ dm }) => !dm).map(({ id, name }) => ({ value: id, text: `#${name}` }));
  return options?.map((option) => ({ value: JSON.stringify(option), text: option.text.text }));
}

function Choose({ id, name, required, element, choices }: Props & { choices: readonly Choice[] }) {
  const isMany = element.type.startsWith('multi_');
  const first = firstOf(element);
  return (
    <>
      {isMany && <input type="hidden" name={name} value="" />}
      <select
        id={id}
        name={name}
        required={required}
        multiple={isMany}
        defaultValue={isMany ? first : (first[0] ?? '')}
      >
        {!isMany && <option value="">{element.placeholder?.text ?? 'Choose'}</option>}
        {choices.map(({ value, text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </>
  );
}

function Ticks({ id, name, required, element, choices }: Props & { choices: readonly Choice[] }) {
  const isMany = element.type === 'checkboxes';
  const first = firstOf(element);
  return (
    <fieldset className="ticks" aria-labelledby={`${id}-label`}>
      <input type="hidden" name={name} value="" />
      {choices.map(({ value, text }) => (
        <label key={value}>
          <input
            type={isMany ? 'checkbox' : 'radio'}
            name={name}
            value={value}
            required={required && !isMany}
            defaultChecked={first.includes(value)}
          />
          {text}
        </label>
      ))}
    </fieldset>
  );
}

/** What is chosen at first, as the choices have it. */
function firstOf({ options = [], initial_option, initial_options = [] }: FieldElement): string[] {
  const first = [initial_option ?? [], initial_options].flat().map(({ value }) => value);
  return options.filter(({ value }) => first.includes(value)).map((option) => JSON.stringify(option));
}
