import * as z from 'zod/mini';
import { useInputErrors } from '../modal-errors.ts';
import { Option, TextObject } from './parse.ts';
import type { BlockProps } from './props.ts';

const Input = z.object({
  block_id: z._default(z.string(), ''),
  label: TextObject,
  hint: z.optional(TextObject),
  optional: z._default(z.boolean(), false),
  element: z.object({
    type: z.string(),
    action_id: z._default(z.string(), ''),
    multiline: z.optional(z.boolean()),
    placeholder: z.optional(TextObject),
    initial_value: z.optional(z.string()),
    max_length: z.optional(z.number()),
    options: z.optional(z.array(Option)),
    initial_option: z.optional(Option),
  }),
});
type Input = z.infer<typeof Input>;

/** A labelled input of a modal. */
export function InputBlock({ block }: BlockProps) {
  const errors = useInputErrors();
  const parsed = Input.safeParse(block);
  if (!parsed.success) return null;
  const { block_id, label, hint, optional } = parsed.data;
  const error = errors[block_id];
  return (
    <div className="input">
      <label className="input-label" htmlFor={idOf(parsed.data)}>
        {label.text}
        {optional && <span className="optional"> (optional)</span>}
      </label>
      <Field input={parsed.data} />
      {error && (
        <span className="failed" role="alert">
          {error}
        </span>
      )}
      {hint && <span className="hint">{hint.text}</span>}
    </div>
  );
}

function idOf({ block_id, element }: Input): string {
  return `input-${block_id}-${element.action_id}`;
}

/** The name says where the value belongs: the type, then the block, then the action. */
function Field({ input }: { input: Input }) {
  const { block_id, optional, element } = input;
  const { type, action_id, options, placeholder, initial_value, initial_option, multiline, max_length } = element;
  const name = JSON.stringify([type, block_id, action_id]);
  const id = idOf(input);
  if (options) {
    return (
      <select id={id} name={name} required={!optional} defaultValue={initial_option?.value ?? ''}>
        <option value="">{placeholder?.text ?? 'Choose'}</option>
        {options.map(({ text, value }) => (
          <option key={value} value={value}>
            {text.text}
          </option>
        ))}
      </select>
    );
  }
  const shared = {
    ...{ id, name, required: !optional, defaultValue: initial_value, placeholder: placeholder?.text },
    ...(max_length !== undefined && { maxLength: max_length }),
  };
  return multiline ? <textarea rows={4} {...shared} /> : <input type="text" autoComplete="off" {...shared} />;
}
