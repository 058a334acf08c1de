"""Labelled sentences for I2-F10: is civil enforcement or removal itself what the information is *for*?

Written for this project and read through one by one; persons are fictional. `CIVIL` must be refused, `CRIMINAL` must pass.
Most were written before the classifier had seen any of them. In four rounds it then found 37 of 50, 23 of 30, 2 of 17 (sentences made to
mislead it by a negation) and 14 of 20 civil ones, and let 59 of 60, 30 of 30, 13 of 14 and 15 of 15 criminal ones pass; it has since been
corrected by them, so those figures, not the tests, say how well it does on text it has not seen.
A later list of 69 civil and 59 criminal sentences, also unseen: 63 found, 58 passed; of 30 naming another gateway 19. Corrected by them since,
but for a child abducted or exploited and not said to be missing, which is a crime under investigation like another.
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
""".strip().splitlines()
