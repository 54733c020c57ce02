/**
 * The model that bridges: r̂ = μ + i_u + i_n + f_u·f_n (notes.md §2.5), and its loss
 *
 *   L = (1/R) Σ (y − r̂)² + λ_iu·mean(i_u²) + λ_in·mean(i_n²) + λ_μ·μ² + λ_fu·mean(f_u²) + λ_fn·mean(f_n²)
 *
 * For given raters and μ, every note's part is a ridge regression with two unknowns, and the other way round.
 */

export interface Regularisation {
  readonly raterIntercept: number;
  readonly noteIntercept: number;
  readonly global: number;
  readonly raterFactor: number;
  readonly noteFactor: number;
  /** Weight of mean|i_n·f_n|; 0 for every model but the one of group 14. */
  readonly diamond: number;
}

/** λ of notes.md §2.5. */
export const STANDARD_REGULARISATION: Regularisation = {
  raterIntercept: 0.15,
  noteIntercept: 0.15,
  global: 0.15,
  raterFactor: 0.03,
  noteFactor: 0.03,
  diamond: 0,
};

export interface Parameters {
  readonly mu: number;
  readonly noteIntercept: Float64Array;
  readonly noteFactor: Float64Array;
  readonly raterIntercept: Float64Array;
  readonly raterFactor: Float64Array;
}

export interface Fit extends Parameters {
  readonly objective: number;
  /** Length of the gradient of the loss over all parameters. */
  readonly gradientNorm: number;
  readonly iterations: number;
  /** False where the iterations ran out first. */
  readonly converged: boolean;
}
