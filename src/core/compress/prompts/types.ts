/** A prompt as data: texts in which `{{name}}` stands for a variable. */
export interface PromptTemplate {
  readonly id: string;
  /** Names of the variables that may stand in the texts. */
  readonly variables: readonly string[];
  readonly system: string;
  readonly user: string;
}
