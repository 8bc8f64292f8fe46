/** Consultations, weather processes, experts, mutual aid and reviews as the server sends them. */
import type { components } from '@/api/schema'

type Rows = components['schemas']
export type Consultation = Rows['ConsultationRow']
export type ConsultationWhole = Rows['ConsultationWhole']
export type WeatherProcess = Rows['WeatherProcessRow']
export type SpecialPeriod = Rows['SpecialPeriodRow']
export type Expert = Rows['ExpertRow']
export type Specialty = Rows['SpecialtyRow']
export type ProposedExpert = Rows['ProposedExpert']
export type ExpertCall = Rows['ExpertCallRow']
export type Agreement = Rows['MutualAidRow']
export type Support = Rows['SupportRequestRow']
export type SupportWhole = Rows['SupportRequestWhole']
export type Review = Rows['ReviewRow']
export type ReviewWhole = Rows['ReviewWhole']
