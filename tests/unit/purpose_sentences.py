"""Labelled sentences for I2-F10: is civil enforcement or removal itself what the information is *for*?

Written for this project and read through one by one; persons are fictional. `CIVIL` must be refused, `CRIMINAL` must pass.
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
""".strip().splitlines()
