/** The texts of a prompt, in which `{{name}}` stands for a variable. */
export interface PromptTexts {
  readonly system: string;
  readonly user: string;
}

/** A prompt as data. */
export interface PromptTemplate extends PromptTexts {
  readonly id: string;
  /** Names of the variables that may stand in the texts. */
  readonly variables: readonly string[];
}
