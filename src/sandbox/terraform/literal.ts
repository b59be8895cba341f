const STRING = String.raw`"(?:[^"\\\n\r$%]|\\(?:[nrt"\\]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})|\$\$\{|%%\{|[$%](?!\{))*"`;
const SCALAR = String.raw`(?:${STRING}|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false)`;
const LITERAL = new RegExp(String.raw`^\s*(?:${SCALAR}|\[\s*(?:${SCALAR}(?:\s*,\s*${SCALAR})*)?\s*\])\s*$`);

/**
 * What is wrong with a run variable's value, or `undefined`. Checked by planning, not by creating a run. Known literals
 * are quoted strings, numbers, booleans and flat lists of them.
 */
export function faultInLiteral(value: string): string | undefined {
  if (LITERAL.test(value)) return undefined;
  // Without the doubled $ or %, Terraform would evaluate the braces.
  if (/(?:^|[^$])\$\{|(?:^|[^%])%\{/.test(value))
    return 'Variables not allowed: the value is a template, not a literal.';
  return 'Invalid expression: the value must be a quoted string, a number, a boolean or a list of these.';
}
