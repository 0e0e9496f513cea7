import * as z from 'zod/mini';
import { useInputErrors } from '../modal-errors.ts';
import { Field, FieldElement } from './field.tsx';
import { TextObject } from './parse.ts';
import type { BlockProps } from './props.ts';

const Input = z.object({
  block_id: z._default(z.string(), ''),
  label: TextObject,
  hint: z.optional(TextObject),
  optional: z._default(z.boolean(), false),
  element: FieldElement,
});

/** A labelled input of a modal. */
export function InputBlock({ block }: BlockProps) {
  const errors = useInputErrors();
  const parsed = Input.safeParse(block);
  if (!parsed.success) return null;
  const { block_id, label, hint, optional, element } = parsed.data;
  const error = errors[block_id];
  const id = `input-${block_id}-${element.action_id}`;
  const name = JSON.stringify([element.type, block_id, element.action_id]);
  return (
    <div className="input">
      <label className="input-label" id={`${id}-label`} htmlFor={id}>
        {label.text}
        {optional && <span className="optional"> (optional)</span>}
      </label>
      <Field id={id} name={name} required={!optional} element={element} />
      {error && (
        <span className="failed" role="alert">
          {error}
        </span>
      )}
      {hint && <span className="hint">{hint.text}</span>}
    </div>
  );
}
