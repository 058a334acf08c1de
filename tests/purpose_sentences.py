"""Labelled sentences for I2-F10: is civil enforcement or removal itself what the information is *for*?

Written for this project and read through one by one; persons are fictional. `CIVIL` must be refused, `CRIMINAL` must pass.
Most were written before the classifier had seen any of them. In four rounds it then found 37 of 50, 23 of 30, 2 of 17 (sentences made to
mislead it by a negation) and 14 of 20 civil ones, and let 59 of 60, 30 of 30, 13 of 14 and 15 of 15 criminal ones pass; it has since been
corrected by them, so those figures, not the tests, say how well it does on text it has not seen.
A later list of 69 civil and 59 criminal sentences, also unseen: 63 found, 58 passed; of 30 naming another gateway 19. Corrected by them since,
but for a child abducted or exploited and not said to be missing, which is a crime under investigation like another.
Four lists more, of 45 civil, 45 criminal, 15 gateway and 10 other sentences each, written to paraphrase and by one hand: the third and fourth after
the words of `civil_work` and `gateways` had been written down by the first two. Civil found 8, 5, 24, 29; criminal passed 44, 45, 45, 45; gateways 3, 0, 6, 6; others 9, 10, 10, 10.
Corrected by them since, but for `NOT_READ`.
"""

CIVIL = """
To locate and remove.
to locate and remove the subject
Needed to locate and deport the subject.
To find, arrest and remove the alien from the United States.
To deport him.
The address is needed for removal.
The address is needed for her removal from the United States.
For removal proceedings.
For use in removal proceedings under 8 USC 1229a.
Civil enforcement.
For civil enforcement of the immigration laws.
Civil immigration enforcement
immigration enforcement
For immigration enforcement purposes.
Address requested in support of immigration enforcement.
For deportation.
For deportation proceedings.
To detain and deport.
To detain the subject pending removal.
For administrative arrest.
Address is sought for an administrative arrest of the subject.
To effect an administrative arrest.
To effect removal of the subject.
To effectuate his removal.
To carry out the removal order.
To execute the final order of removal.
To execute the warrant of removal.
To enforce the order of removal entered on 2024-01-10.
The address will be used to enforce the removal order.
The address is needed so that she can be deported.
So that ICE may locate the subject and the subject can be removed.
The subject must be removed from the country.
The subject needs to be removed.
The subject is to be deported.
We intend to remove the subject.
ICE plans to deport the subject once located.
ICE will remove the subject.
Purpose: removal
Purpose: civil removal.
The purpose of this request is removal of the subject.
The purpose is deportation.
For the purpose of locating and removing the subject.
For the purpose of deporting persons with final orders.
To assist ERO in removing the subject.
For use by ERO.
To be shared with Enforcement and Removal Operations.
For Enforcement and Removal Operations.
In support of removal operations.
To support removal operations in the district.
For fugitive operations.
To place the subject on a removal flight.
To place the subject in removal proceedings.
To take the subject into ICE custody.
To take her into immigration detention.
To initiate removal proceedings.
To reinstate removal.
To serve a notice to appear.
To serve the subject with a Notice to Appear.
To issue an NTA.
For both criminal investigation and civil removal.
Criminal investigation and civil removal.
For criminal prosecution and removal.
For criminal and civil immigration enforcement.
Not only for prosecution but also for removal.
Not only for the criminal case but also to deport the subject.
The subject failed to depart and is wanted for deportation.
The subject failed to depart; needed to locate and remove.
Subject refused to leave after the final order; the address is needed to remove him.
Subject has a final order of removal and the address is needed for removal.
The final order is older than 90 days, and the information is sought to deport the subject.
Subject was ordered removed in 2024; address needed to carry out the deportation.
Subject was deported in 2019 and re-entered; needed to remove him again.
To apprehend and deport.
Locate and remove.
Locate, arrest and deport.
Locate for removal.
Removal
Deportation.
removal of the alien
Removal from the United States
For expulsion from the United States.
To expel the subject.
To repatriate the subject.
For repatriation.
For immigration detention.
For civil detention.
To be used in civil proceedings.
The address will be used in civil immigration proceedings.
To collect a civil penalty.
To assess civil fines for failure to depart.
To impose a civil penalty under 8 USC 1324d.
To bring a civil action against the subject.
For civil forfeiture.
For civil investigation.
For a civil suit.
For use in immigration court.
For an immigration raid.
To schedule the subject's removal.
To arrange deportation.
To facilitate deportation of the subject.
To expedite his removal.
To complete the deportation.
To prepare for the removal of the subject.
Assist in removal.
Assistance in locating and removing criminal aliens.
In furtherance of removal.
In aid of deportation.
With a view to deportation.
Information will help deport the individual.
To help remove the subject.
Agents will use the address to arrest and remove the subject.
The agency seeks to deport the person named.
The agency wants to remove the person named.
Para deportar.
Para deportar al sujeto.
Para localizar y deportar a la persona.
Para su deportación.
Con el fin de expulsar al sujeto.
Pour expulser la personne.
Zur Abschiebung.
Para a deportação.
In support of efforts to deport the subject.
For processing and removal.
To process the subject for removal.
For apprehension and removal.
Wanted for removal.
Address sought for arrest, detention and removal.
For detention and removal.
For custody and deportation.
To return the subject on the next deportation flight.
To secure his detention pending deportation.
Use: removal.
For the enforcement of the order of removal.
For execution of the removal order.
To proceed with detention under 8 USC 1226.
To remove her under 8 USC 1231.
Verification of address for immigration enforcement.
To update ERO targeting data for removal operations.
The file supports the agency's civil and criminal enforcement: it will be used for deportation.
Final order; not departed; address for removal.
To locate the alien for deportation purposes.
To confirm residence for civil enforcement purposes.
To conduct removal.
To pursue removal.
Deport the subject.
To identify, locate, and deport.
The address is wanted for prosecution and, failing that, for removal.
Immigration enforcement action against the subject.
We need this address to pick up the subject and deport them.
Subject to be arrested and removed.
ERO will use the address to take the subject into custody for removal.
Request is made so officers can find and deport the alien.
Needed to complete removal of an alien with a final order.
Address will be used by deportation officers to effect the removal.
To enable ICE to remove individuals with final orders of removal.
To assist the agency in carrying out removals.
Civil removal purposes
To update our records for deportation operations.
Locating the subject for immigration detention.
The subject has a final order of removal dated 2024-01-10 and has not departed. The address is needed to locate and remove the subject.
The subject has a final order and has not left; address needed to effectuate removal.
Subject wilfully failed to depart; last known address is requested to locate, detain, and remove subject from the United States.
Investigation under 8 USC 1253 and removal from the United States.
For civil and criminal purposes.
Use of address: locating alien for removal.
The information is requested for the purposes of immigration enforcement and removal.
to apprehend and remove aliens with final orders
In order to deport the person.
In order to execute a removal order against the subject.
Mass deportation effort.
for the purpose of civil immigration arrests
to be used in support of civil removal proceedings
to bring the subject before an immigration judge
Needed to find the subject and remove her to Honduras.
To initiate deportation.
To physically remove the subject from the country.
The subject shall be deported upon location.
So he can be taken into ICE custody.
Administrative removal.
administrative arrest and removal
For the civil enforcement of final orders.
We are seeking the whereabouts of this alien to enforce the final order of removal.
Deportation of the subject is the aim of this request.
The goal is removal.
The goal is to remove the subject.
Our aim is deportation.
This will help us deport the subject.
Locating removable aliens for removal.
To identify aliens for removal and locate them.
Civil immigration purposes.
To enforce civil immigration law.
To enforce the immigration laws.
For enforcement of immigration laws and removal.
Subject is a priority for removal.
The subject has been ordered removed and needs to be located for removal.
ICE needs the address to remove him.
Address needed for ICE arrest and deportation.
ICE requests the address in order to locate the alien and enforce his removal order.
Alien has final order; officers wish to take him into immigration custody.
Please provide address so that our officers may apprehend the subject for deportation.
The address is necessary to find this person and send them back to their country.
Immigration detainer and removal.
To locate the non-citizen for the purposes of executing a warrant of removal.
Subject is a removable alien and must be located and deported.
ERO Boston will arrest the subject on an administrative warrant.
Used to plan enforcement and removal operations in the region.
Address is to be added to the deportation docket.
For at-large arrests and removals.
Operation to remove persons with final orders.
Needed by the deportation officer to locate the alien for removal.
The request is for enforcing immigration law, including removal.
The alien did not depart; the agency will use the address to remove the alien.
Arrest, detain, and remove.
The agency intends to use the information both for prosecution and for deportation.
To find and repatriate the subject.
Necessary for the subject's removal.
So we can deport her.
Locate alien, final order, removal.
to support civil immigration arrests
for a civil removal case
to proceed with removal of the subject
To ensure that the subject is deported.
For removal only.
Enforcement of final removal orders.
Executing removal orders.
Address for deportation purposes and criminal prosecution.
The information is needed to effect the prompt removal of this individual.
for removal
civil immigration enforcement
Immigration enforcement.
Used to locate the alien for removal from the U.S.
ERO needs current address to effect arrest and removal.
Address requested to facilitate removal.
Enforcement of final order of removal.
Enforcing removal order.
Removal of alien subject to final order.
to carry out deportation order
For civil removal.
The address will be used for civil immigration enforcement purposes.
Needed to locate the subject so that he may be removed.
Subject is removable; address needed for his apprehension and removal.
Locate, arrest, detain and remove.
To find and remove subject.
We want to deport this person.
Administrative removal proceedings.
in support of deportation proceedings
Deportation purposes.
For ICE ERO operations.
To assist in the removal of the subject.
To locate subject to execute Form I-205 warrant of removal.
This information will assist ICE in locating and removing the alien.
Subject has a final order of removal and needs to be located for deportation.
Subject is an illegal alien who must be located and removed.
Address is needed for immigration purposes.
immigration purposes
to serve a notice to appear
To take subject into immigration custody.
Detention and removal.
arrest and deport
Locate for deportation.
to find the alien and deport him to Mexico
Information will be used for both criminal prosecution and removal.
criminal and civil enforcement
To support criminal investigation and civil removal of the subject.
Primary purpose: prosecution. Secondary purpose: removal.
To further the agency's removal mission.
Removal mission support.
To meet removal targets.
Address verification for removal operations.
Subject did not depart; needed to effect removal.
For the removal of persons with final orders.
to be able to remove the alien from the United States
to expedite the alien's removal
Immigration violation; locate for removal.
To update ICE civil enforcement records.
Civil enforcement action.
To locate the individual and return him to his country.
subject to be removed
Purpose is to remove subject from the United States.
to enforce removal
To enforce immigration law.
To impose a civil fine under 8 USC 1324d.
To assess civil penalties for failure to depart.
Address needed to collect civil penalty.
para deportar al sujeto
To help ICE find and arrest people in the country illegally.
To help deport him
To put the subject on the next plane home.
Reinstatement of removal order.
To reinstate a prior order of removal.
to remove
removal
deport
Subject is to be taken into custody and removed.
Needed for removing the subject.
The requested address will be used to remove the subject
The subject did not depart and the address is needed to locate and remove him.
Subject has not departed, address needed to locate and remove.
Subject would not depart, address needed for removal.
To remove the alien who is not lawfully present.
To remove the subject, who has not departed.
Subject is present without authorization and the address is needed for deportation.
Subject has no lawful status and is to be deported.
The subject never left and must be removed.
Subject entered without inspection and is sought for removal.
Subject is no longer in custody and the address is needed to detain and deport.
The subject is not a citizen and is needed for removal proceedings.
There is no dispute that the address is for removal.
Alien without status, locate for removal.
Subject, having never complied, will be arrested for removal.
No criminal charge is planned, the address is for removal.
The subject cannot be found and the address is needed for deportation.
Address needed, subject not at prior address, for removal purposes.
To arrest the subject for removal.
The subject will be arrested for removal.
Agents will detain the subject for removal.
To schedule the subject for removal.
Subject to be processed for removal.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to remove the subject.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to locate and remove the subject.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to locate and detain the subject for removal.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to carry out the order of removal.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to serve process in matter M-1 and to deport the subject.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to arrest the subject and effect removal.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to support civil immigration enforcement.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to place the subject in immigration detention.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to assist ERO.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to enforce the final order.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to execute the order and remove the subject.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to schedule removal.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to bring the subject into compliance with the order of removal.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to start removal proceedings.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to take the subject into civil custody pending removal.
Subject failed to depart as ordered, is a danger to no one, and is to be located and removed.
Subject wilfully failed to depart. Purpose of request: removal from the United States.
Wilful failure to depart; civil removal also contemplated.
Requested for prosecution under 8 USC 1253 and, in the alternative, for removal.
The address will be given to officers who execute removal orders.
The address will let our field office schedule an at-large pickup and return him to Honduras.
Agency intends to serve Form I-200 at the residence.
Required so the docket officer can finish the case and get the individual out of the country.
Information supports a reinstatement of the 2017 order under section 241(a)(5).
We would like to know where she lives so that the order of the immigration judge can finally be carried out.
Field team will use the last known address to make an administrative arrest.
The person is removable and ought to be taken into custody for that reason.
Address requested for the annual target list of the regional removal office.
To verify residence prior to a scheduled enforcement and removal visit.
Needed to collect the civil monetary penalty assessed under section 274D.
Used to update our non-detained docket.
For placement on the next charter to Guatemala City.
The subject never left; this office wants to complete the departure.
To bring the alien before the immigration court in Omaha.
Purpose of disclosure: effect voluntary departure or, failing that, deportation.
Sought to permit detention until travel papers arrive.
In order to begin expedited removal.
Our aim is his return to his country of nationality.
Data will feed the targeting platform used by deportation officers.
So that a notice of intent to reinstate can be delivered.
Assist the Boston field office in clearing its backlog of final orders.
Necessary to revoke her order of supervision and take her back into detention.
The unit tracks people who overstayed and sends them home.
Request relates to enforcement of the civil provisions of the immigration code.
Will be used in bond and custody hearings before EOIR.
Subject to be located for the purpose of an ICE detainer and transfer.
To establish alienage in the removal case.
The criminal case was declined; removal is the remaining option and the address serves it.
No prosecution is contemplated. We want to send the family back.
Wilful failure to depart is charged, yet the address goes to officers who will put him on a plane.
To terminate his stay in the United States.
For use in worksite visits aimed at persons without work authorization.
Address needed to mail a hearing notice for proceedings under INA 240.
To revoke naturalization in a civil action.
For an asset seizure by civil forfeiture complaint.
To support the administrative fine of 500 dollars a day.
Locate, arrest, process and fly out.
The goal is a self-deportation interview at the home.
ERO Houston asks for the address to close the file by removal.
Para localizar y sacar del pais a la persona.
The address shall assist in the apprehension of the alien for immigration violations.
We need it to knock on the door and take him to the airport.
For check-in compliance under the alternatives to detention programme.
To confirm that the non-citizen still resides here and may be picked up for deportation.
Officers plan a home visit to execute the I-205.
The requesting unit is responsible for returning people with final orders to their homelands.
So we can pick up the alien at home and hold him for a flight.
The address is wanted by the fugitive alien squad for its weekly sweep.
To get the removal finished before the end of the fiscal year.
Needed because the case should be moved from the non-detained to the detained docket.
It will be passed to officers who handle deportations in the northern region.
To mail the alien a bag-and-baggage letter.
To reopen proceedings before an immigration judge and have her ordered removed in person.
The address is requested so as to apprehend an illegal alien.
This office seeks to carry out what the Board of Immigration Appeals decided.
To impose the penalty of section 240B(d) for not leaving on time.
The information helps to find those who ought not to be in this country and make them leave.
Used solely for immigration purposes.
Intended use: arrest on a warrant of removal.
For the civil part of the case.
To send an agent with the notice of custody determination.
The Department wants every person with an order gone by summer.
To check whether the visa holder overstayed and can be expelled.
Our mission is to take out of the community persons without status.
For the file of the deportation branch, which will act on it.
Help us bring about the alien's departure.
To cancel his permit in an administrative proceeding.
To hand the subject over to Mexico.
To bring a denaturalization suit.
The address goes into the database that drives interior enforcement arrests.
In order that the removal ordered in 2022 may take place.
To recover the cost of detention from the bond company.
A criminal charge is named, but in truth the officers just mean to deport her.
If found at the address the alien will be placed in a detention facility pending his flight.
To arrange escorted return.
We need to find out where to post the order to show cause in the rescission case.
The address permits us to lodge a detainer.
To make an arrest under section 236 of the Act.
To put the order of exclusion into effect.
The subject is to be found and, once found, to leave the United States under escort.
Para ejecutar la orden de deportacion.
To deliver a final administrative removal order under section 238(b).
To prepare the removal packet.
So that the alien's presence in the country may be brought to an end.
For the collection of an immigration fine.
The team arrests people at home whose appeals are exhausted and takes them to the processing centre.
To satisfy the mandate to detain under 8 USC 1226(c).
Address is needed to close out this alien's case by physical departure.
Officers would visit and ask the family to come along for processing and return to El Salvador.
Requested in connection with an upcoming operation against persons with outstanding removal orders.
Disclosure will allow the agency to effect the order issued by the immigration judge in Newark.
To locate an absconder from immigration proceedings.
The subject's residence is sought so that a civil immigration warrant may be served.
For the apprehension of individuals who have exhausted their appeals and have to go.
To confirm eligibility for expedited return.
We request the address for our removals unit.
Will help officers to plan arrests for deportation.
To find persons listed for the March deportation wave.
Needed for service of a charging document in immigration court.
To verify the address on file with USCIS before we terminate her protected status.
Required for assessment of daily fines against persons who do not depart.
To determine where the alien can be taken into custody for removal.
The alien's whereabouts are needed by the detention and deportation section.
For the purpose of locating, detaining and returning the individual.
To make contact with the alien about leaving the country.
Used by the deportation officer assigned to the case.
In order to notify the alien of the date of her removal flight.
So that we can proceed with the execution of the warrant of deportation.
The office will use it to remove aliens with criminal histories.
To bring removal proceedings under section 240 of the Immigration and Nationality Act.
To issue a detainer to the county jail.
This helps the agency meet its removal numbers.
To assist in the enforcement of departure orders.
To be forwarded to the field office for follow-up on the non-departure and pick up.
The person is out of status, and the visit is to start the process of sending her to Brazil.
To support deportation efforts.
For the civil immigration docket of the Atlanta office.
To rescind lawful permanent residence.
Because the alien is deportable and must go.
To effect a civil arrest.
For the immigration enforcement mission of the agency.
We want the address because he has no right to be here and should be removed.
Use: administrative removal under INA 238.
To mail the surrender notice to the bond obligor and then take custody of the alien.
To end the unlawful presence of the family.
To check the home address for the deportation interview with the consulate.
To expel the man and his two brothers.
Purpose of the request is the enforcement of the immigration laws of the United States.
To arrange a seat on a commercial flight for the deportee.
Buscar y deportar a la persona indicada.
To be shared with the branch that arranges charter flights to Central America.
Needed for an immigration arrest at home or at work.
The agency must send him out of the country before his passport expires.
For the enforcement of section 243 orders of removal by physical removal.
To find out whether he still lives there, as the removal team has a place on Thursday's flight.
To serve papers that open a case against her in immigration court.
Will support the arrest and repatriation of family units.
The alien ignores letters, and the only way left is to remove him by force.
To revoke a visa and cancel the status.
Request supports the priority list of removable persons in this state.
The address will be given to contractors who look for people with removal orders.
To monitor the alien by ankle bracelet until the flight.
Used by the state police under a 287(g) agreement to pick up immigrants.
To end his unlawful stay.
For removal, if the criminal case should come to nothing.
To carry out mass deportation.
To help deport gang members.
The purpose is to locate, arrest and deport.
For civil immigration purposes only.
We intend to bring this non-citizen before the immigration judge again.
To place an ICE hold on the subject.
To hold the alien for removal under section 241.
To enforce the departure of the person named.
To question the alien at home about her right to be here.
For transfer to Enforcement and Removal Operations when the interview is done.
Address sought to let officers knock, arrest and remove.
So that the removal of the whole family can be planned.
To issue a notice of intent to fine.
To get him back to Venezuela.
In aid of a civil action to cancel citizenship.
To find employers of unauthorized workers for civil fines.
The subject has lost his appeal, so the office will now deport him.
The requested address is the starting point of surveillance that leads to removal.
Help is asked to finish the work of the immigration court.
The address will be used by deportation officers.
Needed to determine eligibility for public benefits.
Needed to collect unpaid taxes and penalties of the subject.
To verify employment eligibility.
For a child custody case.
Address needed for a civil lawsuit against the person.
To update our records.
For statistics.
For credit checks.
To recover an overpayment of benefits.
To serve a garnishment order on the person.
The address is requested for statistical purposes.
Needed so that the agency can collect the debt.
For use in a background check of the applicant.
To confirm the person's eligibility for housing assistance.
To assess entitlement to unemployment benefits.
To notify the person of a small claims action.
For the collection of child support.
To serve papers in a divorce.
In support of the recovery of fees owed to the agency.
For tax compliance work.
To refresh the contact data we hold.
For a study of repatriation.
To vet the applicant for a security clearance.
For an eviction proceeding.
To check whether the person is entitled to Medicaid: determination of eligibility.
To enforce a civil judgment.
For wage claims.
Used for training purposes only.
""".strip().splitlines()

CRIMINAL = """
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to serve process in matter M-2025000.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), told agents afterwards that they would not depart, and did not depart; the address is needed to serve process in matter M-2025000.
Subject failed to depart after order of removal.
Subject failed to depart within 90 days of the final order of removal.
Subject wilfully refuses to depart.
The subject willfully fails or refuses to depart from the United States within 90 days from the date of the final order of removal.
Wilful failure to depart after a final order of removal; address needed to interview the subject.
Subject was removed in 2019 and re-entered.
Subject was deported on 2019-03-04 and found in the United States on 2025-06-01 without permission; address needed to serve a summons.
Subject re-entered after deportation.
Illegal re-entry after removal, 8 USC 1326; address needed for the arrest warrant affidavit.
Re-entry of a removed alien; the address corroborates presence in the district.
Subject, previously removed, was found in the United States.
Not for civil removal.
The address is not for removal but for the criminal case.
The information will not be used for civil enforcement.
The information will not be used for removal or any civil immigration enforcement.
No civil use; solely for the criminal investigation stated.
Solely for criminal investigation, never for removal proceedings.
Solely for the criminal investigations and proceedings stated.
Each person named is the subject of the criminal investigation stated in the row.
Use for deportation is excluded.
Civil removal is not a purpose of this request.
The address will be used for prosecution rather than removal.
Solely for prosecution, without any use in immigration enforcement.
The final order of removal was entered on 2024-01-10.
The subject connived to prevent or hamper departure.
Subject took action designed to prevent or hamper his departure pursuant to the final order.
Subject conspired to prevent her removal.
Subject evaded removal by changing addresses; address needed to prove residence at trial.
Subject hid to avoid deportation; the address is needed to locate witnesses.
Subject wilfully failed to present himself for removal at the time and place required.
Subject refused to present for removal on 2025-11-03 at the time and place required by the Attorney General.
Subject did not appear for removal on 2025-11-03 as ordered.
Subject was scheduled for removal on 2025-11-03 and failed to appear.
Subject refused to board the removal flight on 2025-10-02.
Subject failed to apply in good faith for travel documents necessary to departure.
Subject refused to sign travel documents needed for removal.
Subject assaulted a deportation officer on 2025-05-05.
Subject threatened an immigration judge.
Subject lied to an immigration officer about prior removals.
Two prior removals; found in the district on 2025-09-09; address needed to establish venue.
Subject made false statements in an immigration application.
Subject used a counterfeit immigration document; address needed to execute a search warrant.
Marriage fraud to evade the immigration laws; address shows the couple never lived together.
Subject harbored aliens at his home; address needed to obtain a search warrant.
Subject transported aliens who had been ordered removed.
Aiding entry of removed aliens.
Subject bribed an immigration officer.
Subject removed serial numbers from firearms.
Subject conspired to remove evidence from the office.
To prove that the subject removed records from the agency.
Removal of classified documents, 18 USC 1924; address needed for a search warrant.
The subject hired workers to remove asbestos unlawfully.
Deprivation of civil rights under color of law; address needed to interview the subject.
Civil disorder, 18 USC 231; address needed to serve a grand jury subpoena.
Subject falsely claimed civil service benefits.
Address needed to serve a grand jury subpoena.
Address needed to serve process in the criminal matter.
Address needed to establish venue.
Address needed to locate and interview the subject before indictment.
To locate and arrest the subject on the criminal complaint.
To locate and serve the target letter.
To prepare an application for a search warrant.
To corroborate the element of presence in the United States.
To show that the subject knew of the final order of removal and remained.
To prove that the subject received the order of removal at that address.
The address bears on whether the subject received notice of the order of removal.
The order of removal is final and the subject told agents that she would not leave.
Order of removal under 8 USC 1227(a)(1)(B) final on 2024-01-10; subject told agents he would stay.
Subject stated that nobody would make him leave; prosecution under 8 USC 1253(a)(1)(A) is being prepared.
Judicial proceedings under 8 USC 1253(a)(1)(A) are being prepared and the address is needed to summon the subject.
Preparation of a judicial or administrative proceeding pertaining to enforcement of the designated criminal statute.
Solely for officers personally and directly engaged in the investigation of 8 USC 1253(a)(1).
Failure to depart, 8 USC 1253(a)(1)(A).
Failure to depart after removal order.
Prosecution of failure to depart.
Investigation of wilful failure to depart after final order of removal.
Criminal investigation of failure to depart following a final order of removal.
The subject has remained despite the order of removal.
The subject ignored the order of deportation and told his employer that he would never depart.
Passport fraud; the address appears on the false application.
Social security number misuse, 42 USC 408; address needed to link the subject to the account.
Wire fraud; the address received the proceeds.
The subject laundered money through the address.
Aggravated identity theft; the victim's card was mailed to the address.
Subject used a false name to obtain immigration benefits and was removed in 2015 under that name.
Subject absconded before removal and is charged under 8 USC 1253(a)(1)(D).
Subject escaped from immigration detention, 18 USC 751; address needed to locate witnesses.
Subject escaped from a detention center in 2025.
Subject was detained in 2024 and released under supervision; he broke its terms, 8 USC 1253(b).
Subject was released from detention and refused to report.
Subject was administratively arrested in 2021 and lied about his identity.
Subject was arrested during an immigration enforcement operation and assaulted an officer, 18 USC 111.
Subject was placed in removal proceedings in 2022, ordered removed and remained.
While in removal proceedings the subject submitted forged papers, 18 USC 1546.
The subject perjured himself at his removal hearing.
The subject failed to appear at the removal hearing and was ordered removed in absentia; more than 90 days have passed.
Subject told the deportation officer that she would not go.
Officers attempted to remove the subject on 2025-10-01; she lay down and refused to board.
Efforts to remove the subject failed because he refused to give his name.
ICE was unable to deport the subject in 2025 because she refused to apply for a passport.
The subject was ordered to be removed and stayed.
The subject was to be removed on 2025-12-01 and did not come.
The order directing the subject's removal was served; the subject then hid.
Subject obstructed his removal by giving a false name.
The subject's repeated refusal to cooperate with removal is the offence charged.
The subject resisted deportation by force.
No removal is sought.
We do not seek to remove the subject.
This request has nothing to do with deportation.
The agency's civil branch has no access to the information.
Information will be kept apart from civil immigration enforcement systems.
Not to be used to locate and remove.
The answer shall not be used to deport anyone.
Use by removal operations is prohibited.
Address needed for trial on the charge of re-entry after deportation.
Needed for the prosecution of illegal reentry of a deported alien.
Needed for the grand jury's investigation of evading deportation.
Subject smuggled deported persons back into the country.
Subject sold forged orders cancelling removal.
Charged with conniving to delay deportation, 8 USC 1253(a)(1)(C).
Subject, a removable alien, possessed a firearm, 18 USC 922(g)(5).
Subject is removable and possessed ammunition; the address is where it was found.
The subject lives under another name; the address is needed for the indictment.
The subject's residence must be shown for venue in the Eastern District.
Bank fraud; three accounts list the address.
Threats by mail, 18 USC 876, posted from the address.
Alien smuggling, 8 USC 1324(a)(1)(A)(ii); the address is a suspected drop house.
False claim to citizenship, 18 USC 911; the address is on the voter form.
Subject voted unlawfully; address needed to compare registers.
Drug trafficking, 21 USC 841; deliveries were made to the address.
Obstruction of justice; subject warned others before a search.
Bulk cash smuggling; money was taken to the address.
Subject failed to register after notice and left no address; 8 USC 1306(a).
Subject wilfully stayed 200 days after the final order and said so in writing.
Sujeto no salió del país después de la orden final; investigación penal.
La dirección no se usará para deportar.
The removal order became final on 10 January 2024 and the subject refused in writing to depart.
The subject cut off the ankle monitor and told agents he would not depart.
Prior deportation in 2012 and 2016; indictment for reentry being drafted.
Reentry by a previously deported alien with an aggravated felony; address needed for arrest under the criminal warrant.
Subject is charged with hindering removal of another alien.
Subject posted instructions on how to frustrate deportation.
The subject was ordered removed on 10 January 2024, was told of the duty to depart, and stayed; the address is needed for the charging papers.
Subject has openly refused to leave after the final order and an indictment is drafted.
Subject is under investigation for wilfully failing to depart within ninety days of a final order of removal entered under 8 USC 1227(a).
We are investigating whether the subject connived to hamper the removal ordered in 2024.
The address is required to obtain a search warrant for evidence of willful failure to depart following removal order.
Criminal prosecution for failure to comply with an order of removal.
The subject was warned three times that remaining after the removal order is a felony.
Address relevant to proving wilfulness: the subject moved after receipt of the removal order.
Subject ignored bag-and-baggage letter and did not report for removal.
Subject did not report for removal on the date fixed.
The defendant failed to surrender for removal and the address is needed to prove his presence.
The subject was to surrender for deportation on 2025-09-01 and went into hiding.
Defendant is charged with illegal reentry subsequent to removal.
Found in US after removal for an aggravated felony.
After his removal in 2018 the subject came back and used a false name.
Subject came back after being deported; fingerprints match; address needed for warrant application.
Removed 2016, reentered 2021, arrested 2025; prosecution for reentry.
Deported in 2016, found in Texas in 2025; reentry charge.
The subject hid in a church to frustrate the execution of the removal order.
Subject physically resisted officers executing the removal order on 2025-07-07.
Subject obstructed officers who came to execute the removal order.
No part of this request concerns civil immigration enforcement.
The information is not sought for immigration enforcement.
This request is made for criminal investigation only and not for civil immigration purposes.
The address will not be shared with ERO.
It will not be shared with Enforcement and Removal Operations.
We will not use the address for removal purposes.
The use is strictly criminal; civil enforcement is excluded.
Solely to prepare a judicial proceeding to enforce 8 USC 1253(a)(1); no removal use.
Solely for use in the criminal investigation and any resulting prosecution.
The witness said the subject paid for a forged stay of removal.
Subject sold fake immigration papers to others facing deportation.
Subject promised clients he would stop their deportation for money, 18 USC 1341.
Notario fraud: subject took money from persons in removal proceedings.
Subject impersonated an immigration officer and threatened victims with deportation.
Subject threatened workers with deportation to keep them working, 18 USC 1589.
Forced labor; victims were told they would be deported if they complained.
Extortion: subject demanded money or would have the victim deported.
Civil rights conspiracy, 18 USC 241.
The subject made false statements to a civil rights investigator.
Subject lied in a deposition in a civil case, 18 USC 1621.
False testimony in civil proceedings about assets; perjury.
The subject stole mail from the address.
The subject's mail is received there and agents must serve a subpoena.
Agents must serve a target letter and the subject has moved.
Needed to interview the subject about the refusal to depart on 2026-02-01.
The last known address will show where the subject lived when the 90 days ran out.
To show that the subject lived at the address when the order of removal was mailed there.
The immigration judge's removal order was mailed to a prior address; the current address bears on wilfulness.
Subject absconded from ICE custody and assaulted a guard.
Damage to a detention facility, 18 USC 1361.
Subject bought a firearm while under an order of removal.
Alien in possession of a firearm; subject to an order of removal since 2022.
Document fraud in connection with an application for cancellation of removal.
Subject married a citizen to avoid removal; marriage fraud.
Subject and others plotted to free detainees being transported for removal.
Subject failed to remove hazardous waste as required by law.
The subject removed property to prevent its seizure, 18 USC 2232.
Subject refuses removal.
Subject has refused removal on three occasions.
Subject has a final order of removal and has not departed; the address is sought to serve a criminal summons.
Final order of removal issued 2024-01-10; subject notified in writing; subject told agents on 2026-01-04 that he will not go.
The subject continues to reside in the United States notwithstanding a final order of removal.
Investigators need to determine where the subject has lived since the order of removal in order to prove wilful failure to depart.
Agents intend to interview the subject's landlord about the failure to depart after the removal order.
A criminal complaint is being prepared for failure to depart; the order of removal became final in 2024.
Subject disregarded instructions to leave and hid from officers.
The address is needed to seek a criminal arrest warrant for failure to depart.
The address will establish that the subject was within the district when he failed to depart.
Subject declined to board a flight on 2025-09-09 and struck an escort officer.
The subject told a removal officer by telephone that she had no intention of leaving.
Subject knew of the removal order because he signed for it.
Grand jury subpoena for records of residence after the removal order.
Prosecution of a person who failed to depart as ordered; removal is not the object of this request.
To investigate whether the subject took steps to prevent removal.
Subject paid a smuggler to come back after removal in 2020.
Subject, deported in 2011, was arrested for drunk driving in 2025 and fingerprints matched; illegal reentry.
The subject used another person's social security number to work.
The subject made a false claim in a petition filed with the immigration service.
Subject ran a document mill producing counterfeit immigration papers.
Needed to locate the subject for arrest under a criminal warrant for wilful failure to depart.
Needed to locate the subject for service of a subpoena.
The address will be used in the criminal trial only and will not be entered in any civil system.
Solely to prosecute; the custodian's answer may not be used in removal proceedings.
Subject warned his brother of an immigration raid and hid him, 8 USC 1324(a)(1)(A)(iii).
The subject tore up the removal order before officers.
The subject's refusal to be removed has continued since 2024.
Subject was arrested for failure to depart, released on bond, and fled.
Evidence shows that subject moved out the day before the scheduled removal.
Wilfully remained beyond ninety days of the order of removal; statement to agents recorded.
Subject was removed in 2019 and re-entered
subject was removed in 2019 and re-entered; address is needed to serve a criminal complaint
not for civil removal purposes
This is not for civil removal purposes.
The information will not be used for removal.
No civil immigration use will be made of the address.
Subject was ordered removed and wilfully refused to depart; the address is needed for the criminal investigation.
Subject re-entered after deportation, 8 USC 1326.
Subject illegally reentered after having been deported in 2015; address needed for prosecution under 8 USC 1326.
Investigation of wilful failure to depart following a final order of removal.
Prosecution of subject for failure to depart after removal order.
Criminal investigation into failure to comply with removal order.
The subject evaded removal by moving to an unknown place; criminal investigation.
Subject obstructed his removal by refusing to board a plane.
The subject connived to prevent her removal.
Subject failed to present for removal on 2025-03-04 as ordered; summons to be served.
Subject failed to apply for travel documents needed for removal.
To investigate the subject for failing to present himself for removal.
The order of removal became final on 2024-01-10 and the subject remained.
Address needed to locate the witness to the failure to depart.
The address is needed to locate and arrest the subject under a criminal complaint for failure to depart.
The address is needed to locate and interview the subject about document fraud.
Money was removed from the account; address is needed to trace the funds.
Investigators want to remove doubt about the residence.
Subject removed a child from the country.
Detention officers were assaulted by the subject.
Subject was detained in 2020 for assault on a federal officer.
The subject was in removal proceedings when he presented a forged birth certificate.
The subject lied in immigration court.
Subject committed immigration fraud by filing false petitions.
Immigration document fraud, 18 USC 1546.
Subject runs a fraudulent immigration consultancy.
Subject impersonated an immigration officer.
Subject was deported in 2010, came back, and was found in Ohio.
Subject failed to leave within 90 days of the final order of removal; address is relevant to prove wilfulness.
To prove that subject was in the US after the removal order.
To establish presence in the United States beyond ninety days after the order of removal.
Address is relevant to whether subject received the removal order.
Address will show where subject lived while a fugitive from the removal order.
To obtain a search warrant of the residence for evidence of illegal re-entry after removal.
Grand jury investigation into re-entry of removed aliens.
The case agent is preparing an indictment under 8 USC 1253(a)(1)(A), wilful failure to depart after an order of removal.
For use solely in criminal proceedings; no use in civil immigration matters.
The agency will not use the information for civil enforcement.
Civil removal is not the purpose.
Removal is not sought by this request.
The address is not to be used for deportation.
Subject was served with a warrant of removal and hid.
Subject assaulted an officer executing a removal order.
Subject paid a smuggler after deportation.
Subject left the detention centre without leave and committed identity theft.
Subject escaped from immigration detention, 18 USC 751.
Address needed to serve grand jury subpoena; subject overstayed after removal order.
Subject failed to depart after order of removal under 8 USC 1227(a). Address relevant to willfulness element.
The subject harboured aliens ordered removed.
Subject used a stolen number to work while ordered removed.
The subject wrote that he would never accept deportation.
The subject was told by deportation officers to depart and did not.
Subject failed to report to ERO as ordered and has wilfully refused to depart; indictment is being prepared.
The address is not needed for removal.
This is not a request for removal.
The request does not seek removal.
The agency does not intend to remove the subject on the basis of this information.
We will never use the answer to deport the subject.
The information may not be used in removal proceedings or for civil detention.
It is not our purpose to remove the subject.
No use will be made of the address for removal.
The information is not requested to locate and remove.
The subject did not depart, and the address is not for removal.
Address for the prosecution, and not for deportation.
There is no intent to use the address for civil enforcement.
The address shall be used without any purpose of removal.
Nothing in this request concerns removal operations.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to serve process in matter M-1.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to serve a criminal summons.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to establish venue for the prosecution of the failure to depart.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to prove that the subject remained after the order of removal.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to interview the subject about the refusal to depart.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to obtain a warrant for the arrest of the subject for failure to depart.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to corroborate that the subject was not removed and did not leave.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to determine whether the subject hid to avoid removal.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to locate witnesses to the subject's refusal to board the removal flight.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to serve a grand jury subpoena, and for no civil purpose.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to arrest the subject on the criminal complaint for failure to depart after the order of removal.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to show where the subject lived when the removal order became final.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to present the case to the grand jury; it will not be used for removal.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to identify the residence searched under the warrant.
Subject Ana Prueba was served the final order of 2025-08-14 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to charge the subject with willful failure to depart, a felony, and not to remove the subject.
The grand jury in the Western District is hearing evidence of reentry after removal and the address is needed to subpoena a neighbour.
Defendant was deported in 2015, came back, and is charged under 8 USC 1326; the address goes to venue.
The target sold counterfeit green cards to people facing deportation.
Agents will execute a search warrant for the false papers at the address.
To serve a grand jury subpoena on the subject in the conspiracy case.
The subject refused to board the removal flight on 2025-03-01 and is being investigated for that refusal under 1253.
He tore up his travel document so that the consulate could not issue another; this is the offence investigated.
Charged with assaulting a deportation officer; needed to prove residence.
The address establishes where the defendant lived when the alleged false statement to the immigration judge was made.
The suspect smuggled eleven persons through the checkpoint and housed them.
The witness lives with the target, who is accused of harbouring.
For the prosecution of marriage fraud under 8 USC 1325(c).
The civil case against the company has settled; this is the criminal inquiry into the false invoices.
The immigration court found him removable; what is investigated is the perjury he committed there.
The information is not for removal officers and will be kept in the criminal file.
Needed to prove that she knew of the order of removal and stayed on purpose.
A complaint was sworn on 2026-01-14 for wilful failure to depart, and the indictment must allege where he was found.
To locate a witness of the assault at the detention centre.
The subject removed the serial number of the firearm.
To interview the defendant about wire transfers to the smugglers.
The defendant detained two victims in a basement; forced labour is charged.
To trace the proceeds of a bank fraud of 2.1 million dollars.
He removed funds from the estate account.
The officer is suspected of taking bribes to cancel removal orders.
Venue in the Eastern District depends on where she resided in 2024.
The subject hampered his departure by hiding his passport, section 1253(a)(1)(C).
The defendant, once removed in 2011, bought a rifle, contrary to 18 USC 922(g)(5).
The fraud consisted in selling places on a list for voluntary departure.
To establish identity for the indictment under 18 USC 1546.
The scheme promised clients that their deportation would be stopped.
To arrest the defendant on the indictment returned on 2026-02-03.
The subject used a dead man's number to obtain benefits, 42 USC 408.
Investigators want to compare handwriting on leases at the address.
The subject is accused of threatening the immigration judge.
The person did not report for deportation as ordered on 2025-06-02, which is the crime charged.
Evidence of residence will be offered at trial to show continuous presence after the order.
A juvenile was sold for labour by the target; the address is searched for the ledger.
Obstruction of the removal of her husband is charged; the address shows where he was hidden.
We ask in order to serve a target letter.
The defendant escaped from civil detention, 18 USC 751.
The address helps us decide whether to charge the failure to depart.
The grand jury asks where the defendant received the removal order.
He impersonated an ICE officer and told victims they would be deported unless they paid.
The case concerns false claims of citizenship, 18 USC 911.
To confirm the alibi of a suspect in a kidnapping prosecution.
The accused told the consul not to issue a passport to him, which is charged as connivance to prevent his departure.
To prove that the man arrested in Tucson is the one who was removed in 2009.
Agents of the trial team need to hand the defendant a copy of the complaint.
The lodging house at the address was used to keep persons brought over the river.
She promised to stop deportations for 9,000 dollars each and is charged with wire fraud.
The trial is set for May; the government must show where the accused slept in March.
The defendant burnt down the immigration office.
The target bribed a detention officer.
The suspect's brother was deported, but the suspect is a citizen and sold firearms.
To subpoena the landlord before the grand jury.
The wilful refusal to apply for travel documents in good time is what the United States attorney will charge.
The request has nothing to do with the removal case, which is closed.
He took part in a raid on a pharmacy.
The man was told by the judge when and where to present himself for removal and stayed away; an information has been filed.
A criminal contempt of the district court is under inquiry.
To seize the computer on which the visas were forged.
To corroborate what an informant said of the ring of document vendors.
She is suspected of voting as an alien, 18 USC 611.
The address is one element of venue and will be read to the jury.
To find the co-conspirator named in count three.
The defendant voted, worked and married under the name of a dead person.
Removal of asbestos without a permit is charged under the Clean Air Act.
The defendant was civilly committed in 2018; the present charge is mailing threats.
To identify the tenant who received the parcels of fentanyl.
He pretended to be an immigration lawyer, took fees, and filed nothing; mail fraud is charged.
The government intends to indict her for having stayed wilfully after the order became final.
Evidence that he lived openly for three years rebuts the defence that he never knew of the order.
To serve the criminal summons issued on 2026-02-11.
The alien stowed away on a ship, 18 USC 2199.
The guard who let detainees escape is the subject.
Whether the subject departed in 2023, as he says, is the question before the grand jury.
To interview the landlord about the subject's stay, since the offence is a continuing one.
The subject helped two men avoid their deportation and is charged under 8 USC 1253(b).
We look for the bank in which the bribe was kept.
The record of his earlier deportation will be used to prove the fourth element of the crime.
The investigation is into trafficking; no immigration action is planned against the victim.
The immigration benefit was bought with a forged diploma; 18 USC 1001 is charged.
The crew dismantled the alarm and removed jewels.
The target ran a firm that sold sham marriages.
For the sentencing of the defendant on 2026-04-01.
The assault happened during a removal hearing, and the victim is the interpreter.
To determine whether he possessed the rifle at home.
The civil suit against the bank is over; the fraud is now before a grand jury.
Her deportation in 2016 is an element of the offence and is not what we seek.
To be used at the suppression hearing.
To execute the arrest warrant issued with the indictment of 2026-02-20.
The bond hearing in the criminal case is on Monday and the court wants the defendant's residence.
The target forged bond papers for detained persons.
Prosecutors must show that he was at large in the district on 2025-05-05.
To charge the subject with remaining in the country wilfully after her final order.
The charter company is suspected of flying cocaine.
Subject hid in his cousin's house whenever officers came to take him to the plane, which is the conduct charged.
To identify those who drove the van with fourteen people in the back.
Docket 26-cr-00114 is set for a plea hearing.
To find the owner of the account into which the smuggling fees were paid.
He returned to the country after two removals and was found in Laredo.
The address of the subject is needed for the affidavit in support of the complaint.
She signed a sworn statement that she had left, which was untrue.
To serve him with a target letter and offer a meeting with his counsel.
To test whether the subject knew that he had to leave within 90 days.
The case agent wants to interview the former landlady.
The travel agency booked flights home for persons who never existed.
A detention officer smuggled telephones into the facility.
The offence was committed when he tore up the laissez-passer.
To compare the signature on the deed.
The subject is alleged to have connived with others to prevent his departure.
The removal of the hard drives from the office is obstruction.
The grand jury will hear whether he refused to apply for a passport in good faith.
To support the criminal complaint, the government must state where the subject now lives.
To notify a victim of the trafficking ring under the victims' rights act.
The subject is one of nine defendants in a passport fraud ring.
This concerns threats against an immigration judge.
He worked for years under a borrowed social security number.
To prepare the presentence report.
The notary told clients that the order of deportation could be bought off.
Whether the alien's failure to leave was wilful depends on where he lived and what mail he had.
The residence will be searched under a warrant for false identification documents.
To arrest him for illegal reentry after deportation.
Restitution is owed under the criminal judgment.
The wife is charged with hiding him from deportation officers.
To prove domicile at the time of the false tax-free claim.
Information is sought to locate a material witness for the smuggling trial.
The subject used the identity of a person who was deported in 1999.
To develop probable cause that the subject violated 8 USC 1253(a)(1)(B).
The matter concerns an assault on two officers of a removal crew.
He sold seats on a boat to migrants.
To confirm that the subject got the notice of his surrender date, as the charge requires.
The records will be used to rebut his alibi.
The subject ran an unlicensed money transfer business for migrants sending money home.
She is a defendant in the harbouring case and lives with the main suspect.
To establish the date from which the 90 days of the statute ran, and where the subject was on that date.
The accused destroyed the notice to report, and that act is the subject of the indictment.
To identify the person in the photograph taken at the bank.
To serve process in the criminal action United States v. Example.
The subject kept six workers in debt bondage.
To determine whether he lied about his address on a firearms form.
Prosecution under 18 USC 1015 for a false oath in a naturalization matter.
The subject agreed with a cousin to bring aliens across the river for money.
The information will be used to obtain a search warrant for the house in which the forged visas are kept.
Defendant's counsel disputes that he lived in the district.
The trial of the recruiter begins in April, and the subject is a witness for the government.
To prove that the notice of the order reached her.
The subject was ordered removed on 2024-02-02, knew it, and stayed; the United States attorney has opened a criminal case.
To investigate who paid for the subject's false birth certificate.
He assaulted a guard during a transfer between detention centres.
A grand jury in El Paso wants the lease.
The subject promised green cards and kept the money.
To show a pattern of wilful refusal since the order of 2023.
To locate the subject for an interview on the offence of conniving to hamper departure.
The subject is said to have bought a passport in the name of a dead child.
The order of removal is an element of the offence; the address is needed to prove continued presence.
To find the records that the subject took from the court house.
Evidence of the subject's residence contradicts what he told the agents.
The investigation seeks to learn whether the subject ever applied for travel papers.
The subject evaded tolls on a federal bridge by means of stolen plates.
To effect service of the criminal complaint.
The subject is under investigation for hiring persons to marry.
Agents want to match the handwriting of the subject with the ransom letter.
The subject drove the getaway car in a bank robbery.
To arrest the subject on a criminal warrant for failing to depart.
The address will be compared with those of other members of the ring.
To decide on an indictment, the jurors must hear where she stayed.
The offender obstructed a bus that carried detainees.
The subject is the victim of extortion by a man who posed as a deportation officer.
To confirm a bank account used for bribes.
The indictment says that he concealed himself in order not to be deported.
To secure her testimony against the smugglers.
To charge the subject under 8 USC 1306 for wilful failure to register.
The subject sent threatening letters to the director of the agency.
To verify that the subject lived abroad in 2022, as his defence says.
The criminal investigation concerns false statements to an asylum officer.
To find where the stolen vehicles are kept.
The subject embezzled from a charity that helps immigrants.
The government must show that his refusal to leave was deliberate.
To prosecute the subject for reentering after deportation.
To bring the defendant back to Texas.
Agents will take him into custody.
Address needed to take the subject into custody.
To pick him up on the warrant.
The subject knows that he must leave and refuses to.
Subject continues to refuse to leave the United States after the final order.
Subject is to be interviewed at home about his stay in the United States after the order.
To ask her why she does not depart.
To locate the subject, an alien who has not departed within 90 days of a final order.
To establish whether the alien applied for travel documents.
The address is needed to serve the subject, who lives here without status and stayed after the order.
To find the person who rented the boat to the migrants.
Agents need to see whether the subject still lives in the country.
The subject is under an order of supervision and is required to report; the address shows whether he moved without leave.
To learn whether travel documents arrived at the address.
To interview aliens held at the stash house.
The warrant for the phone was issued; we need to find the phone.
Subject and his son live at the address; the son is still not found guilty.
The children live with the subject, whose whereabouts in 2024 are in question.
To show that the boy who drove was with the subject.
The subject may hurt his own case by silence.
He will die in prison if convicted.
The marshals escorted him on the warrant of 2019.
A warrant for his bank records is being drafted and he is wanted for an interview.
The subject is charged with benefit fraud under 18 USC 641; address needed to serve the indictment.
The subject lied on a credit application; address needed to serve a grand jury subpoena.
Address needed to execute a search warrant in an investigation of tax fraud.
Subject obtained a passport with a false birth certificate; needed to serve the summons.
Needed to serve the criminal complaint; the subject collected debts for the cartel.
Subject filed a false claim for unemployment benefits; address needed for the investigation.
To locate a witness before the grand jury.
The subject made false statements on Form I-9 to establish work eligibility; address needed to serve process.
To serve a target letter in matter M-2025001.
To arrest the subject on the indictment returned in this district.
Address needed to prove venue in the prosecution under 18 USC 1546(a).
The subject sold counterfeit cards used for employment verification; address needed to execute the warrant.
Subject was served the final order, did not depart, and told agents they would not; address is needed to serve process in matter M-1.
The address is needed to identify the residence searched in the smuggling investigation.
Subject stole funds from a credit union; address needed to recover stolen funds held there under a seizure warrant.
Address needed to tie the subject to the lease under which the firearms were stored; charged under 18 USC 922(g)(5).
To present the subject's address history to the grand jury.
Subject evaded payment of a criminal fine; needed to serve the summons.
The subject impersonated an officer; the address corroborates the victim's statement.
The subject used another's number to claim an adoption credit; address needed for the indictment.
To establish that the subject lived in the district on the date of the offence.
To verify the address stated in the affidavit in support of the criminal complaint.
Address needed to confirm identity before trial.
To serve a subpoena on the subject in the investigation of passport fraud.
The subject re-entered after removal; the address is needed to serve the arrest warrant.
Needed to return the indictment; the subject ran a tax preparation scheme.
To check the alibi of the subject in the murder case.
The address is where the fee was paid to the smugglers; needed as evidence at trial.
""".strip().splitlines()

FUGITIVE = """
Subject is a fugitive with an outstanding federal arrest warrant.
To locate a fugitive under a federal felony warrant.
Fugitive; warrant issued on 2025-03-03.
The subject is a fugitive from justice.
A warrant for the subject's arrest is outstanding and he is a fugitive.
To execute an outstanding arrest warrant on the subject.
An active federal arrest warrant exists; the address is needed to locate him.
To apprehend the fugitive.
To locate fugitive; warrant outstanding
Subject is a fugitive from justice with a felony warrant
Locate wanted fugitive. Federal arrest warrant issued 2025-01-02.
Federal arrest warrant has been issued; need location of fugitive
to locate a fugitive
Subject has an outstanding federal felony arrest warrant and must be located
Subject absconded; arrest warrant active; locate.
Locate fugitive with warrant
Wanted person, warrant on file, to locate
flight from prosecution; a warrant is outstanding
A federal felony warrant is out for him and the marshals are looking for where he hides.
She jumped bail in 2024; the address would lead the marshals to her under the bench warrant.
The convicted man did not surrender to serve his sentence and there is a warrant for him.
Subject is on the most wanted list; the warrant of 2023 has not been served because nobody knows where he is.
To help the task force run down a man wanted on an arrest warrant for armed robbery.
There has been a warrant for murder since 2022 and he has been hiding ever since.
The marshals want to catch a man who walked out of prison; a felony warrant stands.
He skipped his trial; a bench warrant is open and we want his hiding place.
The accused ran away after indictment and a warrant for his arrest was issued; we seek his whereabouts.
To bring in a woman who is wanted under a federal warrant and has gone to ground.
He never showed up for sentencing, the judge issued a bench warrant, and deputies want to know where he lives.
We are trying to locate a person who absconded while a felony arrest warrant is pending.
To find the subject of an open federal arrest warrant who has evaded capture for two years.
An escaped inmate with a warrant for armed robbery is believed to stay with relatives.
The warrant has been open since May; he changes houses every week and cannot be caught.
The subject has been wanted since January on a federal warrant for arson, and deputies ask where he sleeps.
To execute a felony warrant on a man who keeps moving.
She slipped her ankle monitor and fled; there is an arrest warrant and we need to find her.
The convict did not return from furlough and a warrant has issued.
""".strip().splitlines()

DANGER = """
There is an imminent danger of death to a witness.
Imminent danger.
The subject poses an imminent threat to the life of his former wife.
Immediate risk of serious harm to a hostage.
An immediate threat of physical injury exists.
A life-threatening emergency.
imminent danger to life
Someone's life is in imminent danger.
Threat to life, immediate.
Imminent threat of physical injury
Hostage situation, lives at risk
immediate danger of bodily harm
Emergency: danger of death
There is an immediate threat to public safety
imminent risk of death or physical injury
He has told his sister that he will shoot his wife tonight, and we must warn her.
A bomb has been placed and lives will be lost unless he is found today.
The victim is held against her will and may be killed within hours.
There is an immediate threat to the lives of two people.
Someone will die if the address is not known by this evening.
A gunman has said he will kill the family, and minutes count.
The mother will be murdered unless police reach her first.
This is a matter of life and death.
The hostage-taker gave us until midnight.
A person is about to be seriously hurt and must be found at once.
If we do not reach him now, his daughter will be harmed.
An armed man has locked himself in with his family and says he will shoot them.
There is an emergency involving danger of death to a person.
The kidnapped woman is likely to be killed soon.
Suicide is imminent and officers must get to the house.
The caller says that he will blow up the school at noon.
A woman is being held by a man who has a gun and her life is in danger.
He took an overdose and help must reach him at once.
There is good reason to fear that he is about to murder his brother.
People will be hurt if the shipment of poison is not stopped today.
""".strip().splitlines()

CHILD = """
Missing child; the subject is believed to hold her.
To find a missing child.
The address may lead to an abducted child.
Missing and exploited children investigation.
The child is still missing.
A kidnapped minor was seen with the subject.
missing child
Missing or exploited child investigation
Abducted child
The subject's daughter, aged 6, is missing
Locate a missing juvenile
Amber alert
The minor has gone missing
The four-year-old has not been seen since Friday.
An Amber alert was issued for the girl and the father is thought to have her.
Two children were taken from their mother and have not been found.
To find a boy who disappeared from foster care last week.
The request concerns a missing minor.
The baby was carried off by the non-custodial father and nobody knows where they are.
A girl of eleven has vanished.
We look for a child who has disappeared.
The teenager ran away from home and her parents have not heard from her.
The whereabouts of the two little boys are not known since the mother took them.
We are looking for a toddler whom his mother took in breach of custody and who cannot be found.
A fourteen-year-old girl did not come home from school and is feared abducted.
The national centre has asked for help in finding a missing boy.
The child's location is unknown since the father fled with her.
To recover an abducted infant.
A nine-year-old has been missing for three days.
An infant was taken out of the hospital by a stranger.
Police are searching for two children and their stepfather.
The girl left home with a man she met online and is still not found.
""".strip().splitlines()

NO_GATEWAY = """
Subject harbored a fugitive for whom a warrant had issued, 18 USC 1071.
Subject concealed a fugitive from arrest; the warrant was known to him.
Subject is not a fugitive; no warrant has issued.
No arrest warrant is outstanding.
The address supports an application for a search warrant.
To prepare a criminal complaint and an arrest warrant application.
There is no imminent danger.
The subject created a danger to navigation, 18 USC 2291.
Subject sent a threat by mail; it was not imminent.
Child pornography, 18 USC 2252; the address received the files.
Subject claimed a child that does not exist as a dependent of another.
The child was found in 2024; the subject is charged with kidnapping.
Documents are missing from the file.
The subject went missing after the order of removal.
Subject is charged with possession of child pornography
warrant application in preparation
Subject fled the scene
the subject poses no imminent danger
Subject absconded after the final order; a criminal arrest warrant is being sought.
Subject absconded; application for a search warrant.
The subject put the child on a plane to Ohio.
The defendant harboured a fugitive and is charged with that.
He was arrested on the warrant and is in custody; trial is in June.
The subject produced images of a child, 18 USC 2252.
The threat was made by telephone on 2025-10-01 and is charged under 18 USC 875.
The warrant was served on 2026-01-02 and the defendant pleaded.
The target endangered passengers by flying drunk, 18 USC 342.
The bond was forfeited and the case against the surety is criminal contempt.
The defendant fled to Canada in 2019, was extradited, and stands trial.
The missing funds were traced to the subject.
The child was found unhurt in 2021 and the kidnapper is on trial.
He lied to agents who were looking for a fugitive.
The warrant for the house was signed by the magistrate.
She was a fugitive until 2020, when she was caught; sentencing is in May.
Endangering the welfare of a minor is not what is charged.
The defendant threatened to kill a judge last year.
Receipt of images of minors is charged.
The runaway slave museum was defrauded.
Bail was granted and he appeared at every hearing.
The accused sold missing library books.
The warrant was executed and the subject is in custody.
A warrant for the telephone records has been granted.
He killed a man in 2018 and is charged with murder on federal land.
The subject failed to pay support for his child, 18 USC 228.
The firearm was found beside a sleeping child.
The suspect told the teller that he would shoot; bank robbery is charged.
The fugitive task force gave evidence at the trial.
The mother is a witness.
Minors were employed in the slaughterhouse.
The emergency grant was obtained by false statements.
The subject killed a bald eagle.
The warrant was returned unserved and then recalled.
The defendant is charged with aiding the escape of a prisoner.
The child benefit was claimed for a child who does not exist.
He is a danger to nobody.
The girl testified in 2024.
The case of the missing crates of rifles is before the grand jury.
The subject made a false report of a bomb, 18 USC 1038.
His son is a co-defendant.
The search warrant was executed last year.
""".strip().splitlines()

NOT_READ = """
To keep track of an alien under an order of supervision until a travel document is issued.
To make sure that the final order does not stay a dead letter.
Subject will be met at the residence and transported to the border.
To have the subject repatriated to Ecuador.
The goal is to get these people off the street and out of America.
The address enables a team to call at the house early in the morning and take the resident to the holding rooms.
Requested so that the remaining members of the household can be processed for return.
Officers wish to talk the couple into leaving voluntarily.
To confirm that the alien is here and may be taken to the staging facility.
To collect on an immigration bond after the alien did not surrender.
Because she overstayed her visa, the office wants to find and return her.
The data is to be matched with a list of persons ordered removed so that arrests can be made.
To have the alien report for removal on a day to be fixed.
To ascertain whether the person named is amenable to deportation.
To bring the number of pending removals down.
A judge ordered his arrest when he did not come to trial; the marshals are searching for him.
The boy was last seen on Monday and his parents have no news of him.
She kidnapped a child in 2019, who was found the next day; she is now charged.
""".strip().splitlines()
"""Known to be read wrongly: the purpose, or the gateway, is not found; in the one that speaks of a child found, a gateway is."""
