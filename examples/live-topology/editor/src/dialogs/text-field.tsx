import { type ReactNode, useEffect, useRef } from "react";

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
  /** What is wrong with it, for people; empty if nothing is. */
  readonly problem?: string;
  readonly isMono?: boolean;
  readonly isFirst?: boolean;
  readonly isOptional?: boolean;
}

/** A field and its label. The first one of a dialog is selected, so that typing replaces what was suggested. */
export function TextField(props: TextFieldProps): ReactNode {
  const { label, value, onChange, hint, problem = "", isMono, isFirst, isOptional } = props;
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isFirst !== true) return;
    input.current?.focus();
    input.current?.select();
  }, [isFirst]);
  useEffect(() => input.current?.setCustomValidity(problem), [problem]);
  return (
    <label className="field">
      <span className="field-label">{label}</span>
      <input
        ref={input}
        className={isMono === true ? "mono" : ""}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        required={isOptional !== true}
        maxLength={64}
        autoComplete="off"
        spellCheck={false}
      />
      {hint !== undefined && <span className="field-hint">{hint}</span>}
    </label>
  );
}
