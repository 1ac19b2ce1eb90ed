/** The data of a request: the sale that is to be approved. */
export interface Sale {
  readonly vehicle: string;
  readonly customer: string;
  /** The customer gives an old car as part of the payment. */
  readonly tradeIn: boolean;
}

export const noSale: Sale = { vehicle: "", customer: "", tradeIn: false };

export const titleOf = ({ vehicle, customer }: Sale): string => `${vehicle} — ${customer}`;

/** Vehicles that the form suggests. */
export const vehicles = [
  "Honda City",
  "Isuzu D-Max",
  "Mazda 2",
  "MG 4 Electric",
  "Toyota Hilux Revo",
  "Toyota Yaris Ativ",
] as const;
